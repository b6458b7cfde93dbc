//! What is sent next: the current truth of the articles that events name, or the next part of a replay.

use super::entity::{cursor, peer};
use super::item::{for_hub, own};
use content::library::entity as library;
use content::placement::entity::LIVE;
use kernel::wire::{Batch, Covers, FORMAT, Item, ItemState};
use kernel::{Error, Result, Uid};
use sea_orm::{ColumnTrait, FromQueryResult, Value};
use std::collections::{HashMap, HashSet};
use store::log::event;
use store::{Files, HubRead};
use uuid::Uuid;

/// Events looked at, and articles sent, at once.
pub(super) const AT_ONCE: u64 = 100;
/// Bytes of items after which a batch is full …
pub(super) const FULL: usize = 4 << 20;
/// … and bytes of their files: a hub keeps only so much that no article bears yet.
const FILES: i64 = 1 << 30;
/// Withdrawals that go ahead of files at once, and events looked at for them.
const AHEAD: u64 = 500;

/// What a hub hears of.
pub(super) const KINDS: [&str; 5] = [
    "library.changed",
    "submission.sent",
    "submission.recalled",
    // Of what the hub picked, its ledger is told here whom it credits.
    "submission.credited",
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
    let as_of = end(read).await?;
    let end = as_of;
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
    let (mut items, mut room, mut position) = (Vec::new(), Room::default(), at.position);
    for (event, uid) in named {
        if let Some(item) = there.remove(&uid) {
            if !room.takes(&item)? {
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
        as_of: Some(as_of),
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

/// How full a batch is.
#[derive(Default)]
struct Room {
    items: usize,
    /// Bytes of the items on the wire.
    bytes: usize,
    /// Bytes of their files, whether the hub has them or not.
    files: i64,
}

impl Room {
    /// Whether the next item goes with those before it; one always fits.
    fn takes(&mut self, item: &Item) -> Result<bool> {
        self.items += 1;
        self.bytes += size(item)?;
        if let ItemState::Live(live) = &item.state {
            let of_forms = live
                .media
                .iter()
                .flat_map(|file| &file.sizes)
                .map(|form| form.size);
            let of_files = live.media.iter().map(|file| file.size).chain(of_forms);
            self.files = of_files.fold(self.files, i64::saturating_add);
        }
        Ok(self.items == 1 || (self.bytes <= FULL && self.files <= FILES))
    }
}

/// What does not wait while files of an earlier batch are under way: articles that were withdrawn by events after
/// `seen`, and, each by itself since it may lack files too, those of which it changed who may show them. The cursor stays at
/// `position`: in their turn they are sent once more, and the hub knows them then. Answers the last event looked at.
///
/// # Errors
/// Faults.
pub(super) async fn ahead(
    read: &HubRead,
    files: &Files,
    log: Uid,
    peer: &peer::Model,
    (position, seen): (i64, i64),
) -> Result<(Vec<Batch>, i64)> {
    let as_of = end(read).await?;
    let events = read
        .find::<event::Entity>()
        .filter(event::Column::Id.gt(seen))
        .filter(event::Column::SiteId.eq(peer.site_id))
        .filter(event::Column::Kind.is_in(["library.changed", "authorization.changed"]))
        .asc(event::Column::Id)
        .limit(AHEAD)
        .all()
        .await?;
    let end = events.last().map_or(seen, |event| event.id);
    let named = |kind: &str| -> HashSet<Uuid> {
        let of_kind = events
            .iter()
            .filter(|event| kind.is_empty() || event.kind == kind);
        of_kind.filter_map(|event| event.subject.parse().ok()).collect()
    };
    let (all, authorized) = (named(""), named("authorization.changed"));
    if all.is_empty() {
        return Ok((Vec::new(), end));
    }
    let rows = read
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(peer.site_id))
        .filter(library::Column::Uid.is_in(all))
        .asc(library::Column::Id)
        .all()
        .await?;
    let (gone, shown): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.state != LIVE);
    let shown = shown.into_iter().filter(|row| authorized.contains(&row.uid));
    let parts = std::iter::once(gone).chain(shown.map(|row| vec![row]));
    let mut batches = Vec::new();
    for rows in parts.filter(|rows| !rows.is_empty()) {
        batches.push(Batch {
            format: FORMAT.into(),
            log,
            position,
            items: for_hub(read, files, peer, rows).await?,
            covers: None,
            as_of: Some(as_of),
        });
    }
    Ok((batches, end))
}

async fn replayed(
    read: &HubRead,
    files: &Files,
    log: Uid,
    (peer, at): (&peer::Model, &cursor::Model),
    most: u64,
) -> Result<Next> {
    // First how far the log is: what is read afterwards is as new or newer.
    let as_of = end(read).await?;
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
    let (mut room, mut fit) = (Room::default(), 0);
    for item in &items {
        if !room.takes(item)? {
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
            as_of: Some(as_of),
        }),
        position: at.position,
        heard: false,
        more,
        replaying: more,
        replayed_to: last.map(|uid| uid.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::wire::{LiveItem, MediaRef};

    fn with_files(sizes: &[i64]) -> Item {
        let file = |size: &i64| MediaRef {
            hash: String::new(),
            name: String::new(),
            content_type: String::new(),
            size: *size,
            width: 0,
            height: 0,
            alt: String::new(),
            caption: String::new(),
            credit: String::new(),
            sizes: Vec::new(),
        };
        let live = serde_json::json!({
            "title": "", "subtitle": "", "summary": "", "body_html": "", "source": "", "origin_class": "own",
            "author": "", "keywords": [], "url": "", "published_at": "", "media": [], "channel": "news",
        });
        let mut live: LiveItem = serde_json::from_value(live).unwrap();
        live.media = sizes.iter().map(file).collect();
        Item {
            uid: Uid(Uuid::nil()),
            version: 1,
            origin: Uid(Uuid::nil()),
            origin_id: None,
            passed: Vec::new(),
            state: ItemState::Live(Box::new(live)),
            changed_at: String::new(),
            backfill: false,
            submitted_at: None,
            recalled: false,
            authorization: None,
            sent: None,
            withheld: false,
        }
    }

    #[test]
    fn a_batch_has_no_more_files_than_a_hub_keeps_without_an_article() {
        let half = with_files(&[FILES / 4, FILES / 4]);
        let mut room = Room::default();
        let fit = (0..5).take_while(|_| room.takes(&half).unwrap()).count();
        assert_eq!(fit, 2);
        let whole = with_files(&[FILES, FILES]);
        assert!(Room::default().takes(&whole).unwrap(), "one goes by itself");
    }
}
