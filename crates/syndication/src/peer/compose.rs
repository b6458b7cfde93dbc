//! What is sent next: the current truth of the articles that events name, or the next part of a replay.

use super::entity::{cursor, peer};
use super::item::{for_hub, own};
use content::library::entity as library;
use kernel::wire::{Batch, Covers, FORMAT, Item};
use kernel::{Error, Result, Uid};
use sea_orm::{ColumnTrait, FromQueryResult, Value};
use std::collections::HashMap;
use store::log::event;
use store::{Files, HubRead};
use uuid::Uuid;

/// Events looked at, and articles sent, at once.
pub(super) const AT_ONCE: u64 = 100;
/// Bytes of items after which a batch is full.
pub(super) const FULL: usize = 4 << 20;

/// What a hub hears of.
pub(super) const KINDS: [&str; 4] = [
    "library.changed",
    "submission.sent",
    "submission.recalled",
    "authorization.changed",
];

/// What to send next, and where the cursor stands when it was answered.
#[derive(Clone, Debug)]
pub struct Next {
    /// Nothing to send when this is missing; the cursor moves all the same.
    pub batch: Option<Batch>,
    /// The last event that the batch makes true.
    pub position: i64,
    /// Events were looked at, though they may name nothing that is sent.
    pub heard: bool,
    /// More waits behind it.
    pub more: bool,
    /// A replay goes on after this one.
    pub replaying: bool,
    /// The last article of the replay.
    pub replayed_to: Option<String>,
}

/// Which part of what waits is composed.
#[derive(Clone, Copy, Debug)]
pub struct Portion {
    /// Of a replay; otherwise what happened.
    pub replay: bool,
    /// Articles at most.
    pub most: u64,
}

impl Portion {
    /// What a cursor asks for first.
    #[must_use]
    pub fn of(at: &cursor::Model) -> Self {
        Self {
            replay: at.replaying,
            most: AT_ONCE,
        }
    }
}

#[derive(FromQueryResult)]
struct Last {
    last: i64,
}

/// The end of this box's log.
///
/// # Errors
/// Faults.
pub async fn end(read: &HubRead) -> Result<i64> {
    let last: Vec<Last> = read
        .report(
            "select coalesce(max(id), 0) as last from event",
            Vec::<Value>::new(),
        )
        .await?;
    Ok(last.first().map_or(0, |row| row.last))
}

/// Composes what comes next for a hub. `log` is this box's.
///
/// # Errors
/// Faults.
pub async fn next_batch(
    read: &HubRead,
    files: &Files,
    log: Uid,
    (peer, at): (&peer::Model, &cursor::Model),
    portion: Portion,
) -> Result<Next> {
    if portion.replay {
        return replayed(read, files, log, (peer, at), portion.most).await;
    }
    let end = end(read).await?;
    let events = read
        .find::<event::Entity>()
        .filter(event::Column::Id.gt(at.position))
        .filter(event::Column::Id.lte(end))
        .filter(event::Column::SiteId.eq(peer.site_id))
        .filter(event::Column::Kind.is_in(KINDS))
        .asc(event::Column::Id)
        .limit(portion.most)
        .all()
        .await?;
    let all = events.len() as u64 == portion.most;
    let end = events.last().filter(|_| all).map_or(end, |event| event.id);
    let named: Vec<(i64, Uuid)> = events
        .iter()
        .filter_map(|event| Some((event.id, event.subject.parse().ok()?)))
        .collect();
    let next = |batch, position| Next {
        batch,
        position,
        heard: !events.is_empty(),
        more: all || position < end,
        replaying: false,
        replayed_to: None,
    };
    if named.is_empty() {
        return Ok(next(None, end));
    }
    let rows = read
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(peer.site_id))
        .filter(library::Column::Uid.is_in(named.iter().map(|(_, uid)| *uid)))
        .asc(library::Column::Id)
        .all()
        .await?;
    let there = for_hub(read, files, peer, rows).await?;
    let mut there: HashMap<Uuid, Item> = there.into_iter().map(|item| (item.uid.0, item)).collect();
    let (mut items, mut bytes, mut position) = (Vec::new(), 0, at.position);
    for (event, uid) in named {
        if let Some(item) = there.remove(&uid) {
            bytes += size(&item)?;
            if !items.is_empty() && bytes > FULL {
                there.insert(uid, item);
                break;
            }
            items.push(item);
        }
        position = event;
    }
    let position = if there.is_empty() { end } else { position };
    let batch = Batch {
        format: FORMAT.into(),
        log,
        position,
        items,
        covers: None,
    };
    Ok(next(
        Some(batch).filter(|batch| !batch.items.is_empty()),
        position,
    ))
}

/// Bytes of an item on the wire.
pub(super) fn size(item: &Item) -> Result<usize> {
    Ok(serde_json::to_vec(item).map_err(Error::fault)?.len())
}

async fn replayed(
    read: &HubRead,
    files: &Files,
    log: Uid,
    (peer, at): (&peer::Model, &cursor::Model),
    most: u64,
) -> Result<Next> {
    let after: Option<Uuid> = at
        .replayed_to
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(Error::fault)?;
    let mut rows = read
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(peer.site_id))
        .filter_some(after, |after| library::Column::Uid.gt(after))
        .asc(library::Column::Uid)
        .limit(most + 1)
        .all()
        .await?;
    let found = rows.len();
    rows.truncate(usize::try_from(most).unwrap_or(100));
    let mut items = for_hub(read, files, peer, rows).await?;
    let (mut bytes, mut fit) = (0, 0);
    for item in &items {
        bytes += size(item)?;
        if fit > 0 && bytes > FULL {
            break;
        }
        fit += 1;
    }
    let more = found > fit;
    items.truncate(fit);
    let last = items.last().filter(|_| more).map(|item| item.uid.0);
    let site = own(read, peer).await?;
    let covers = Covers {
        origin: Uid(site.uid),
        after: after.map(Uid),
        to: last.map(Uid),
    };
    Ok(Next {
        batch: Some(Batch {
            format: FORMAT.into(),
            log,
            position: at.position,
            items,
            covers: Some(covers),
        }),
        position: at.position,
        heard: false,
        more,
        replaying: more,
        replayed_to: last.map(|uid| uid.to_string()),
    })
}
