//! What is sent next: the current truth of the articles that events name, or the next part of a replay.

use super::entity::cursor;
use super::entity::peer;
use super::instant;
use super::media::describe;
use crate::authorization::entity as revocation;
use crate::submission::{self, entity as ledger};
use chrono::{DateTime, Utc};
use content::body::media_hashes;
use content::channel::entity as channel;
use content::library::entity as library;
use content::media::{Attached, lead_hash};
use content::placement::entity::LIVE;
use gateway::site::entity as site;
use kernel::wire::{
    Attachment, Authorization, Barred, Batch, Covers, FORMAT, Item, ItemState, LiveItem, MediaRef,
};
use kernel::{Error, Result, Uid, beijing};
use sea_orm::{ColumnTrait, FromQueryResult, Value};
use std::collections::{BTreeSet, HashMap};
use store::log::event;
use store::{Files, HubRead};
use uuid::Uuid;

/// Events looked at, and articles sent, at once.
const AT_ONCE: u64 = 100;
/// Bytes of items after which a batch is full.
const FULL: usize = 4 << 20;

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
    /// A replay goes on after this one.
    pub replaying: bool,
    /// The last article of the replay.
    pub replayed_to: Option<String>,
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
) -> Result<Next> {
    if at.replaying {
        return replayed(read, files, log, (peer, at)).await;
    }
    let end = end(read).await?;
    let events = read
        .find::<event::Entity>()
        .filter(event::Column::Id.gt(at.position))
        .filter(event::Column::Id.lte(end))
        .filter(event::Column::SiteId.eq(peer.site_id))
        .filter(event::Column::Kind.is_in(KINDS))
        .asc(event::Column::Id)
        .limit(AT_ONCE)
        .all()
        .await?;
    let all = events.len() as u64 == AT_ONCE;
    let end = events.last().filter(|_| all).map_or(end, |event| event.id);
    let named: Vec<(i64, Uuid)> = events
        .iter()
        .filter_map(|event| Some((event.id, event.subject.parse().ok()?)))
        .collect();
    let next = |batch, position| Next {
        batch,
        position,
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
    let there = items(read, files, peer, rows).await?;
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
fn size(item: &Item) -> Result<usize> {
    Ok(serde_json::to_vec(item).map_err(Error::fault)?.len())
}

async fn replayed(
    read: &HubRead,
    files: &Files,
    log: Uid,
    (peer, at): (&peer::Model, &cursor::Model),
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
        .limit(AT_ONCE + 1)
        .all()
        .await?;
    let found = rows.len();
    rows.truncate(usize::try_from(AT_ONCE).unwrap_or(100));
    let mut items = items(read, files, peer, rows).await?;
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
        replaying: more,
        replayed_to: last.map(|uid| uid.to_string()),
    })
}

async fn own(read: &HubRead, peer: &peer::Model) -> Result<site::Model> {
    read.find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await
}

/// Complete items of rows of the library.
async fn items(
    read: &HubRead,
    files: &Files,
    peer: &peer::Model,
    rows: Vec<library::Model>,
) -> Result<Vec<Item>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let site = own(read, peer).await?;
    let channels = read
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(site.id))
        .all()
        .await?;
    let channels: HashMap<i64, channel::Model> = channels.into_iter().map(|row| (row.id, row)).collect();
    let sent = read
        .find::<ledger::Entity>()
        .filter(ledger::Column::TargetSiteId.eq(peer.far_site_id))
        .filter(ledger::Column::Uid.is_in(rows.iter().map(|row| row.uid)))
        .all()
        .await?;
    let sent: HashMap<Uuid, ledger::Model> = sent.into_iter().map(|row| (row.uid, row)).collect();
    let authorized = authorizations(read, peer, &rows).await?;
    let mut hashes = Vec::new();
    for row in &rows {
        hashes.extend(files_of(row)?);
    }
    let media = describe(read, files, &site, &hashes).await?;
    rows.into_iter()
        .map(|row| {
            let line = sent.get(&row.uid);
            let open = line.filter(|line| line.state() == submission::State::Sent);
            let recalled = line.is_some_and(|line| line.state() == submission::State::Recalled);
            Ok(Item {
                uid: Uid(row.uid),
                version: row.version,
                origin: Uid(site.uid),
                passed: serde_json::from_str(&row.passed).map_err(Error::fault)?,
                changed_at: instant::write(row.changed_at),
                backfill: row.backfill,
                submitted_at: open.map(|line| beijing::rfc3339(line.sent_at)),
                recalled,
                authorization: authorized.get(&row.uid).cloned(),
                state: state(row, peer, &channels, &media)?,
            })
        })
        .collect()
}

/// What the unit forbade the hub, or allowed it again.
async fn authorizations(
    read: &HubRead,
    peer: &peer::Model,
    rows: &[library::Model],
) -> Result<HashMap<Uuid, Authorization>> {
    let said = read
        .find::<revocation::Entity>()
        .filter(revocation::Column::SiteId.eq(peer.site_id))
        .filter(revocation::Column::Uid.is_in(rows.iter().map(|row| row.uid)))
        .asc(revocation::Column::Id)
        .all()
        .await?;
    if said.is_empty() {
        return Ok(HashMap::new());
    }
    let far = read
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.far_site_id))
        .found()
        .await?;
    let mut found: HashMap<Uuid, (Authorization, DateTime<Utc>)> = HashMap::new();
    for row in said {
        let last = row.ended_at.unwrap_or(row.created_at);
        let (said, at) = found
            .entry(row.uid)
            .or_insert_with(|| (Authorization::default(), last));
        *at = last.max(*at);
        said.changed += if row.ended_at.is_some() { 2 } else { 1 };
        said.at = Some(instant::write(*at));
        let concerns = row.place_site_id.is_none_or(|place| place == peer.far_site_id);
        if row.ended_at.is_none() && concerns {
            said.refused.push(Barred {
                site: row.place_site_id.map(|_| Uid(far.uid)),
                reason: row.reason,
                at: instant::write(row.created_at),
            });
        }
    }
    Ok(found.into_iter().map(|(uid, (said, _))| (uid, said)).collect())
}

fn files_of(row: &library::Model) -> Result<Vec<String>> {
    if row.state != LIVE {
        return Ok(Vec::new());
    }
    let attached: Vec<Attached> = serde_json::from_str(&row.attachments).map_err(Error::fault)?;
    let mut hashes: BTreeSet<String> = media_hashes(&row.body_html).into_iter().collect();
    hashes.extend(row.lead_media.as_deref().map(lead_hash));
    hashes.extend(attached.into_iter().map(|file| file.hash));
    Ok(hashes.into_iter().collect())
}

fn state(
    row: library::Model,
    peer: &peer::Model,
    channels: &HashMap<i64, channel::Model>,
    media: &HashMap<String, MediaRef>,
) -> Result<ItemState> {
    if row.state != LIVE {
        return Ok(ItemState::Withdrawn {
            at: instant::write(row.withdrawn_at.unwrap_or(row.changed_at)),
            reason: row.withdraw_reason,
        });
    }
    let channel = row.origin_channel_id.and_then(|id| channels.get(&id));
    let hashes = files_of(&row)?;
    let attached: Vec<Attached> = serde_json::from_str(&row.attachments).map_err(Error::fault)?;
    let attachments = attached.into_iter().map(|file| Attachment {
        hash: file.hash,
        name: file.name,
        kind: file.kind,
        size: file.size,
    });
    Ok(ItemState::Live(Box::new(LiveItem {
        title: row.title,
        subtitle: row.subtitle,
        summary: row.summary,
        body_html: row.body_html,
        source: row.source,
        origin_class: row.origin_class,
        author: row.author,
        keywords: row
            .keywords
            .split(',')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        url: format!("{}{}", peer.own_url, row.origin_path),
        published_at: beijing::rfc3339(row.published_at),
        media: hashes
            .iter()
            .filter_map(|hash| media.get(hash).cloned())
            .collect(),
        channel: channel.map(|channel| channel.slug.clone()).unwrap_or_default(),
        channel_name: row.origin_channel,
        lead: row.lead_media,
        lead_alt: row.lead_alt,
        attachments: attachments.collect(),
    })))
}
