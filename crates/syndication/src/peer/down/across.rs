//! What was sent by hand to the desk of a site on another box (送稿). Whoever sends tells it with each message in which it
//! changed, and hears in the same way what became of it; between two boxes their hub passes both on.

mod take;
mod tell;

pub(super) use take::take;
pub(super) use tell::tell;

use super::ACROSS;
use crate::submission::{State, entity as ledger, far};
use gateway::site::entity as site;
use kernel::wire::{Across, LedgerLine};
use kernel::{Result, Uid};
use sea_orm::ColumnTrait;
use std::collections::{BTreeSet, HashMap, HashSet};
use store::HubRead;
use uuid::Uuid;

/// Whether no list is longer than it may be.
pub(super) fn bounded(across: &Across) -> bool {
    across.sent.len() <= ACROSS && across.told.len() <= ACROSS
}

/// Articles that were sent to the desk of a site on another box and not taken back or declined: those its box may be given.
pub(super) async fn given(read: &HubRead, site: i64, only: Option<&BTreeSet<Uuid>>) -> Result<HashSet<Uuid>> {
    let over = [State::Recalled.key(), State::Declined.key()];
    let own = read
        .find::<ledger::Entity>()
        .filter(ledger::Column::TargetSiteId.eq(site))
        .filter(ledger::Column::Across.eq(true))
        .filter(ledger::Column::State.is_not_in(over))
        .filter_some(only, |only| ledger::Column::Uid.is_in(only.iter().copied()))
        .all()
        .await?;
    let passed_on = read
        .find::<far::Entity>()
        .filter(far::Column::PlaceSiteId.eq(site))
        .filter(far::Column::Recalled.eq(false))
        .filter_some(only, |only| far::Column::Uid.is_in(only.iter().copied()))
        .all()
        .await?;
    let own = own.into_iter().map(|row| row.uid);
    Ok(own.chain(passed_on.into_iter().map(|row| row.uid)).collect())
}

/// Uids of sites by their numbers here.
struct Sites(HashMap<i64, Uid>);

impl Sites {
    async fn load(read: &HubRead) -> Result<Self> {
        let rows = read.find::<site::Entity>().all().await?;
        Ok(Self(rows.into_iter().map(|row| (row.id, Uid(row.uid))).collect()))
    }

    fn uid(&self, id: i64) -> Option<Uid> {
        self.0.get(&id).copied()
    }

    fn id(&self, uid: Uid) -> Option<i64> {
        self.0.iter().find(|(_, known)| **known == uid).map(|(id, _)| *id)
    }
}

/// What a sender hears of a line: the texts of what was taken with edits, pages and credits belong to what is sent up.
fn bare(line: LedgerLine) -> LedgerLine {
    LedgerLine {
        before: None,
        after: None,
        url: None,
        picked: false,
        credits: Vec::new(),
        ..line
    }
}
