//! Articles of the library as the wire shows them: complete, as they are now.

use super::down::of_hub;
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
use kernel::wire::{Attachment, Authorization, Barred, Item, ItemState, LiveItem, MediaRef, Sent};
use kernel::{Error, Result, Uid, beijing};
use sea_orm::ColumnTrait;
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{Files, HubRead};
use uuid::Uuid;

pub(super) async fn own(read: &HubRead, peer: &peer::Model) -> Result<site::Model> {
    read.find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await
}

/// What is said of articles beside their text.
#[derive(Default)]
pub(super) struct Beside {
    /// Lines of the ledger: what was sent up.
    pub(super) sent: HashMap<Uuid, ledger::Model>,
    /// Who may not show them.
    pub(super) authorized: HashMap<Uuid, Authorization>,
    /// Of which no word of the text is said.
    pub(super) withheld: HashSet<Uuid>,
    /// The other side asks for files, again and again: those are named too whose bytes are not here yet.
    pub(super) asked_for: bool,
}

/// Complete items of rows of a unit's library, for its hub.
pub(super) async fn for_hub(
    read: &HubRead,
    files: &Files,
    peer: &peer::Model,
    rows: Vec<library::Model>,
) -> Result<Vec<Item>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let site = own(read, peer).await?;
    let sent = read
        .find::<ledger::Entity>()
        .filter(ledger::Column::TargetSiteId.eq(peer.far_site_id))
        .filter(ledger::Column::Uid.is_in(rows.iter().map(|row| row.uid)))
        .all()
        .await?;
    let sent: HashMap<Uuid, ledger::Model> = sent.into_iter().map(|row| (row.uid, row)).collect();
    let authorized = authorizations(read, peer, &rows).await?;
    let beside = Beside {
        sent,
        authorized,
        ..Beside::default()
    };
    items(read, files, (&site, &peer.own_url), rows, &beside).await
}

/// Complete items of rows of the library that were written on one site, which is reached at `base`.
pub(super) async fn items(
    read: &HubRead,
    files: &Files,
    (site, base): (&site::Model, &str),
    rows: Vec<library::Model>,
    beside: &Beside,
) -> Result<Vec<Item>> {
    let channels = read
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(site.id))
        .all()
        .await?;
    let channels: HashMap<i64, channel::Model> = channels.into_iter().map(|row| (row.id, row)).collect();
    let mut hashes = Vec::new();
    for row in &rows {
        hashes.extend(files_of(row)?);
    }
    let media = describe(read, files, site, (&hashes, !beside.asked_for)).await?;
    rows.into_iter()
        .map(|row| {
            let line = beside.sent.get(&row.uid);
            let open = line.filter(|line| line.state().is_open() && !line.picked);
            let recalled = line.is_some_and(|line| line.state() == submission::State::Recalled);
            Ok(Item {
                uid: Uid(row.uid),
                version: row.version,
                origin: Uid(site.uid),
                passed: serde_json::from_str(&row.passed).map_err(Error::fault)?,
                origin_id: row.origin_id.clone(),
                changed_at: instant::write(row.changed_at),
                backfill: row.backfill,
                submitted_at: open.map(|line| beijing::rfc3339(line.sent_at)),
                recalled,
                authorization: beside.authorized.get(&row.uid).cloned(),
                withheld: beside.withheld.contains(&row.uid),
                sent: line.filter(|_| !recalled).map(|line| Sent {
                    at: instant::write(line.sent_at),
                    by: line.sent_by_name.clone(),
                }),
                state: state(row, base, &channels, &media)?,
            })
        })
        .collect()
}

/// What the unit forbade the hub and the sites of its side, or allowed them again.
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
        .filter(site::Column::Id.is_in(of_hub(read, peer).await?))
        .all()
        .await?;
    let far: HashMap<i64, Uuid> = far.into_iter().map(|row| (row.id, row.uid)).collect();
    let mut found: HashMap<Uuid, (Authorization, DateTime<Utc>)> = HashMap::new();
    for row in said {
        let last = row.ended_at.unwrap_or(row.created_at);
        let (said, at) = found
            .entry(row.uid)
            .or_insert_with(|| (Authorization::default(), last));
        *at = last.max(*at);
        said.changed += if row.ended_at.is_some() { 2 } else { 1 };
        said.at = Some(instant::write(*at));
        let place = row.place_site_id.and_then(|place| far.get(&place).copied());
        let concerns = row.place_site_id.is_none() || place.is_some();
        if row.ended_at.is_none() && concerns {
            said.refused.push(Barred {
                site: place.map(Uid),
                reason: row.reason,
                at: instant::write(row.created_at),
            });
        }
    }
    Ok(found.into_iter().map(|(uid, (said, _))| (uid, said)).collect())
}

pub(super) fn files_of(row: &library::Model) -> Result<Vec<String>> {
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
    base: &str,
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
        // What came from another box names its page in full.
        url: if row.origin_path.starts_with("http") {
            row.origin_path
        } else {
            format!("{base}{}", row.origin_path)
        },
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
