//! What is said about each item of a batch, and what of it is news. Pure.

use super::make::{is_dated, make};
use crate::projection::remote::Arrived;
use crate::refusals::{PEER_FOREIGN_SITE, PEER_ITEM, PEER_OLDER};
use chrono::{DateTime, Utc};
use content::channel::entity as channel;
use content::library::entity as library;
use gateway::site::entity as site;
use kernel::wire::{Batch, Item, ItemState, Outcome, Told};
use kernel::{ChannelId, Refusal, Result, Uid};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// What is here of a site on another box.
pub(super) struct Known<'a> {
    /// The site.
    pub(super) site: &'a site::Model,
    /// Its channels by slug.
    pub(super) channels: &'a HashMap<String, channel::Model>,
    /// What the library holds of the batch's articles.
    pub(super) items: HashMap<Uuid, library::Model>,
    /// Articles of the batch that are another site's.
    pub(super) foreign: &'a HashSet<Uuid>,
    /// By which number their source calls them, where it is not the library's.
    pub(super) said: HashMap<Uuid, i64>,
    /// What is here already is made true once more: files came to it.
    pub(super) once_more: bool,
}

impl Known<'_> {
    /// The number by which the source calls what is here. After a source went back to a backup its numbers are lower
    /// than the library's.
    fn said(&self, item: &library::Model) -> i64 {
        self.said.get(&item.uid).copied().unwrap_or(item.version)
    }

    /// The number by which the source calls what is here after a word on it. One without the text does not say which text
    /// is here: that of its number may be told to another site of this box, and counts when it comes.
    fn agreed(&self, item: &Item, whole: bool) -> i64 {
        let here = self.items.get(&item.uid.0).filter(|_| item.withheld);
        match here.map(|here| self.said(here)) {
            None => item.version,
            Some(said) if whole => said.min(item.version.saturating_sub(1)),
            Some(said) => said,
        }
    }
}

/// What was judged.
#[derive(Default)]
pub(super) struct Judged {
    /// A word on each item, in its order.
    pub(super) told: Vec<Told>,
    /// What is news.
    pub(super) arrived: Vec<Arrived>,
    /// Articles that are here as their source says, and how they are numbered.
    pub(super) agreed: BTreeMap<Uuid, Numbers>,
}

/// The numbers of what is here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// Of its source.
    pub(super) said: i64,
    /// Of the library.
    pub(super) here: i64,
}

/// Judges a batch.
///
/// # Errors
/// Faults.
pub(super) fn judge(mut known: Known<'_>, batch: &Batch, now: DateTime<Utc>) -> Result<Judged> {
    let mut before = known.items.clone();
    let mut judged = Judged::default();
    let (mut fresh, mut order) = (HashMap::new(), Vec::new());
    for item in &batch.items {
        let verdict = one(&known, item, batch.covers.is_some(), now)?;
        judged.told.push(say(item.uid, verdict.as_ref().err().copied()));
        let here = match &verdict {
            Ok(row) => Some(row.version),
            Err(None) => known.items.get(&item.uid.0).map(|row| row.version),
            Err(Some(_)) => None,
        };
        if let Some(here) = here {
            let said = known.agreed(item, batch.covers.is_some());
            judged.agreed.insert(item.uid.0, Numbers { said, here });
        }
        if let Ok(row) = verdict {
            let channel = match &item.state {
                ItemState::Live(live) => known.channels.get(&live.channel),
                ItemState::Withdrawn { .. } => None,
            };
            let channel = channel.map(|row| ChannelId(row.id));
            known.items.insert(item.uid.0, row.clone());
            known.said.insert(item.uid.0, item.version);
            if fresh.insert(item.uid.0, (row, channel)).is_none() {
                order.push(item.uid.0);
            }
        }
    }
    let arrived = order.into_iter().filter_map(|uid| {
        let (item, channel) = fresh.remove(&uid)?;
        let old = before.remove(&uid);
        Some(Arrived { item, old, channel })
    });
    judged.arrived = arrived.collect();
    Ok(judged)
}

/// The row that an item becomes, or why it does not: `None` when it is here already. A replay is the whole truth of its
/// source: what differs is taken under whatever number.
fn one(
    known: &Known<'_>,
    item: &Item,
    whole: bool,
    now: DateTime<Utc>,
) -> Result<std::result::Result<library::Model, Option<Refusal>>> {
    if known.foreign.contains(&item.uid.0) {
        return Ok(Err(Some(PEER_FOREIGN_SITE)));
    }
    let old = known.items.get(&item.uid.0);
    let said = old.map(|old| known.said(old));
    if !whole && said.is_some_and(|said| said > item.version) {
        return Ok(Err(Some(PEER_OLDER)));
    }
    if item.withheld {
        // What is here of it stays; who may show it is written with the notes.
        return Ok(Err(None));
    }
    if !is_dated(item, now) {
        return Ok(Err(Some(PEER_ITEM)));
    }
    let Some(mut row) = make(known.site, known.channels, old, item, now)? else {
        return Ok(Err(Some(PEER_ITEM)));
    };
    let Some(old) = old else { return Ok(Ok(row)) };
    let newer = said.is_some_and(|said| said < item.version);
    let same = is_same(old, &row, now);
    match (newer, same) {
        (false, true) if !known.once_more => Ok(Err(None)),
        // Two texts of one number: only a replay says which of them counts.
        (false, false) if !whole => Ok(Err(Some(PEER_OLDER))),
        (_, true) | (true, _) | (false, false) => {
            row.version = item.version.max(old.version.saturating_add(1));
            Ok(Ok(row))
        }
    }
}

/// Whether both say the same, whatever their numbers. The moments are no part of it: one still to come is cut to the
/// present whenever it arrives.
fn is_same(old: &library::Model, new: &library::Model, now: DateTime<Utc>) -> bool {
    let mut alike = new.clone();
    alike.version = old.version;
    alike.backfill = old.backfill;
    // A channel's name may have been changed here.
    alike.origin_channel.clone_from(&old.origin_channel);
    alike.changed_at = old.changed_at;
    alike.withdrawn_at = old.withdrawn_at;
    if new.published_at > now {
        alike.published_at = old.published_at;
    }
    alike == *old
}

fn say(uid: Uid, refused: Option<Option<Refusal>>) -> Told {
    let (result, code) = match refused {
        None => (Outcome::Taken, None),
        Some(None) => (Outcome::Known, None),
        Some(Some(refusal)) => (Outcome::Refused, Some(refusal.code.to_owned())),
    };
    Told { uid, result, code }
}
