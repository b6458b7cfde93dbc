//! What orders two messages of one box. Not its numbers, which a backup takes back; no clock, which says nothing of two
//! messages of one second: how far its own log was when it read what it says. A log only grows, and whoever went back to a
//! backup or moved writes another.

use super::entity::{article as note, peer};
use kernel::Result;
use kernel::wire::{Batch, Item, Outcome, Told};
use sea_orm::{ColumnTrait, Set};
use std::collections::HashSet;
use store::HubWrite;
use uuid::Uuid;

/// Further than any log is.
const BEYOND: i64 = i64::MAX / 2;

/// What of a batch came late.
#[derive(Debug, Default)]
pub(super) struct Late {
    /// Articles on which the source has spoken since, also such as the batch does not name.
    pub(super) uids: HashSet<Uuid>,
    /// Everything: it is of a log that the source left.
    all: bool,
    /// How far the source's log was when it spoke of them.
    pub(super) behind: Option<i64>,
}

/// Looks what of a batch came late, and notes of which log the source speaks.
///
/// # Errors
/// Faults.
pub(super) async fn late(tx: &mut HubWrite, peer: &peer::Model, batch: &Batch) -> Result<Late> {
    let log = batch.log.to_string();
    let known = tx
        .find::<peer::Entity>()
        .filter(peer::Column::Id.eq(peer.id))
        .found()
        .await?;
    let (heard, left) = (known.heard_log.as_deref(), known.left_log.as_deref());
    let Some(as_of) = batch.as_of else {
        if left == Some(log.as_str()) {
            // It says for certain that this is the truth of now: it did return.
            speaks(tx, peer, (&log, None)).await?;
        }
        return Ok(Late::default());
    };
    if left == Some(log.as_str()) {
        return Ok(Late {
            all: true,
            behind: Some(BEYOND),
            ..Late::default()
        });
    }
    if heard != Some(log.as_str()) {
        speaks(tx, peer, (&log, heard)).await?;
    }
    if batch.covers.is_none() {
        // Of what happened the number decides.
        return Ok(Late::default());
    }
    let rows = tx
        .find::<note::Entity>()
        .filter(note::Column::SiteId.eq(peer.site_id))
        .filter(note::Column::Log.eq(log))
        .filter(note::Column::AsOf.gt(as_of))
        .all()
        .await?;
    Ok(Late {
        behind: rows.iter().filter_map(|row| row.as_of).max(),
        uids: rows.into_iter().map(|row| row.uid).collect(),
        all: false,
    })
}

async fn speaks(tx: &mut HubWrite, peer: &peer::Model, (log, left): (&str, Option<&str>)) -> Result<()> {
    let row = peer::ActiveModel {
        id: Set(peer.id),
        heard_log: Set(Some(log.to_owned())),
        left_log: Set(left.map(str::to_owned)),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

impl Late {
    fn is(&self, item: &Item) -> bool {
        self.all || self.uids.contains(&item.uid.0)
    }

    /// What is left of a batch.
    pub(super) fn rest(&self, batch: &Batch) -> Batch {
        let items = batch.items.iter().filter(|item| !self.is(item));
        Batch {
            items: items.cloned().collect(),
            covers: batch.covers.clone().filter(|_| !self.all),
            format: batch.format.clone(),
            ..*batch
        }
    }

    /// A word on each item of the whole batch: what came late is known.
    pub(super) fn say(&self, batch: &Batch, told: Vec<Told>) -> Vec<Told> {
        let mut told = told.into_iter();
        let word = |item: &Item| {
            let known = Told {
                uid: item.uid,
                result: Outcome::Known,
                code: None,
            };
            if self.is(item) { Some(known) } else { told.next() }
        };
        batch.items.iter().filter_map(word).collect()
    }
}
