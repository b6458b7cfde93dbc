//! Taking a batch of another box: once, in one transaction, through the projection.

use super::admit::Source;
use super::entity::{batch as seen, peer};
use super::instant;
use super::key::WINDOW;
use super::media::{self, Looked, is_hash};
use crate::projection::remote::{self, Arrived};
use crate::refusals::{PEER_FOREIGN_SITE, PEER_FORMAT, PEER_ITEM, PEER_OLDER, PEER_REPLAYED};
use chrono::{DateTime, Utc};
use content::article::text::OriginClass;
use content::channel::entity as channel;
use content::library::entity as library;
use content::media::{Attached, lead_hash};
use content::placement::entity::{LIVE, WITHDRAWN};
use gateway::site::{elsewhere, entity as site};
use kernel::event::EventBody;
use kernel::wire::{Answer, Batch, Covers, FORMAT, Item, ItemState, LiveItem, Outcome, Told};
use kernel::{ChannelId, Error, Refusal, Result, SiteId, Slug, Uid};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::{HashMap, HashSet};
use store::{HubWrite, OnUnique};
use uuid::Uuid;

/// Items taken in one batch.
pub(super) const ITEMS: usize = 500;
/// Letters of a body.
const BODY: usize = 2 << 20;

/// Takes what a peer sends. While files are missing nothing is taken, and the answer names them. `now` is the security
/// clock's.
///
/// # Errors
/// `peer.replayed`, `peer.format`, `peer.foreign_site`: then nothing happened. Items that are refused one by one are
/// told in the answer, and each has an audit row.
pub async fn receive_batch(
    tx: &mut HubWrite,
    from: &Source,
    batch: &Batch,
    looked: &Looked,
    now: DateTime<Utc>,
) -> Result<Answer> {
    tx.exempt("peer")?;
    // Two batches of a peer at once would both read the library before either writes it.
    tx.in_turn(&format!("peer:{}", from.peer.id)).await?;
    once(tx, from, now).await?;
    if batch.format != FORMAT || batch.items.len() > ITEMS {
        return Err(PEER_FORMAT.into());
    }
    let site = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(from.peer.site_id))
        .found()
        .await?;
    let known = own_items(tx, &site, batch).await?;
    heard(tx, &from.peer).await?;
    if !looked.missing.is_empty() {
        return Ok(Answer {
            position: batch.position,
            items: Vec::new(),
            missing: looked.missing.clone(),
        });
    }
    media::enter(tx, SiteId(site.id), batch, looked).await?;
    let channels = channels(tx, &site, batch).await?;
    let (told, arrived) = judge(&site, &channels, known, batch, tx.now())?;
    for refused in told.iter().filter(|told| told.result == Outcome::Refused) {
        let detail = serde_json::json!({ "code": refused.code });
        tx.audit(
            Some(SiteId(site.id)),
            "peer.refused",
            &refused.uid.to_string(),
            &detail,
        );
    }
    remote::take(tx, SiteId(site.id), arrived).await?;
    if let Some(covers) = &batch.covers {
        clear(tx, &site, covers, batch).await?;
    }
    submissions(tx, batch).await?;
    Ok(Answer {
        position: batch.position,
        items: told,
        missing: Vec::new(),
    })
}

/// A token counts once; what is older than the window is refused by its time and need not be remembered.
async fn once(tx: &mut HubWrite, from: &Source, now: DateTime<Utc>) -> Result<()> {
    tx.delete_where::<seen::Entity>(seen::Column::ReceivedAt.lt(now - WINDOW * 3))
        .await?;
    let row = seen::ActiveModel {
        id: NotSet,
        peer_id: Set(from.peer.id),
        jti: Set(from.seal.jti.to_string()),
        received_at: Set(now),
    };
    tx.insert(row)
        .await
        .on_unique(seen::BATCH_JTI, || PEER_REPLAYED)?;
    Ok(())
}

pub(super) async fn heard(tx: &mut HubWrite, peer: &peer::Model) -> Result<()> {
    let row = peer::ActiveModel {
        id: Set(peer.id),
        seen_at: Set(Some(tx.now())),
        failures: Set(0),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}

/// What the library holds of the batch's articles. All of it must be the sender's own.
async fn own_items(
    tx: &HubWrite,
    site: &site::Model,
    batch: &Batch,
) -> Result<HashMap<Uuid, library::Model>> {
    let own = |uid: Uid| uid.0 == site.uid;
    let foreign = batch.items.iter().any(|item| !own(item.origin));
    if foreign || batch.covers.as_ref().is_some_and(|covers| !own(covers.origin)) {
        return Err(PEER_FOREIGN_SITE.into());
    }
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(batch.items.iter().map(|item| item.uid.0)))
        .all()
        .await?;
    // An article keeps its origin: nobody takes over another site's by its uid.
    if rows.iter().any(|row| row.origin_site_id != Some(site.id)) {
        return Err(PEER_FOREIGN_SITE.into());
    }
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// The site's channels by slug; those it names for the first time are made, so that rules can name them too.
async fn channels(
    tx: &mut HubWrite,
    site: &site::Model,
    batch: &Batch,
) -> Result<HashMap<String, channel::Model>> {
    let rows = tx
        .find::<channel::Entity>()
        .filter(channel::Column::SiteId.eq(site.id))
        .all()
        .await?;
    let mut channels: HashMap<String, channel::Model> =
        rows.into_iter().map(|row| (row.slug.clone(), row)).collect();
    for item in &batch.items {
        let ItemState::Live(live) = &item.state else {
            continue;
        };
        if channels.contains_key(&live.channel) || Slug::parse(&live.channel).is_err() {
            continue;
        }
        let name = if live.channel_name.is_empty() {
            &live.channel
        } else {
            &live.channel_name
        };
        let row = channel::ActiveModel {
            id: NotSet,
            site_id: Set(site.id),
            uid: Set(Uuid::new_v4()),
            slug: Set(live.channel.clone()),
            name: Set(name.chars().take(40).collect()),
            description: Set(String::new()),
            keywords: Set(String::new()),
            kind: Set(String::new()),
            function_group: Set("news".into()),
            in_nav: Set(false),
            position: Set(100),
            state: Set("open".into()),
            revision: Set(1),
        };
        let made = tx.insert(row).await?;
        let channel = ChannelId(made.id);
        tx.emit_derived(SiteId(site.id), EventBody::ChannelChanged { channel });
        channels.insert(live.channel.clone(), made);
    }
    Ok(channels)
}

/// What is newer than the library, and what is said about each item. Pure.
fn judge(
    site: &site::Model,
    channels: &HashMap<String, channel::Model>,
    mut known: HashMap<Uuid, library::Model>,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<(Vec<Told>, Vec<Arrived>)> {
    let mut before = known.clone();
    let (mut told, mut fresh) = (Vec::new(), HashMap::new());
    let mut order = Vec::new();
    for item in &batch.items {
        let old = known.get(&item.uid.0);
        let verdict = match old.map(|old| old.version) {
            Some(version) if version == item.version => Err(None),
            Some(version) if version > item.version => Err(Some(PEER_OLDER)),
            Some(_) | None if !is_dated(item, now) => Err(Some(PEER_ITEM)),
            Some(_) | None => make(site, channels, old, item, now)?.ok_or(Some(PEER_ITEM)),
        };
        told.push(say(item.uid, verdict.as_ref().err().copied()));
        if let Ok(row) = verdict {
            known.insert(item.uid.0, row.clone());
            let channel = match &item.state {
                ItemState::Live(live) => channels.get(&live.channel).map(|row| ChannelId(row.id)),
                ItemState::Withdrawn { .. } => None,
            };
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
    Ok((told, arrived.collect()))
}

fn say(uid: Uid, refused: Option<Option<Refusal>>) -> Told {
    let (result, code) = match refused {
        None => (Outcome::Taken, None),
        Some(None) => (Outcome::Known, None),
        Some(Some(refusal)) => (Outcome::Refused, Some(refusal.code.to_owned())),
    };
    Told { uid, result, code }
}

/// The row of the library, or nothing for an item that cannot be shown.
fn make(
    site: &site::Model,
    channels: &HashMap<String, channel::Model>,
    old: Option<&library::Model>,
    item: &Item,
    now: DateTime<Utc>,
) -> Result<Option<library::Model>> {
    let mut passed = item.passed.clone();
    if passed.first() != Some(&item.origin) {
        passed.insert(0, item.origin);
    }
    let changed_at = instant::read(&item.changed_at, now).unwrap_or(now);
    let blank = || library::Model {
        id: 0,
        uid: item.uid.0,
        version: item.version,
        origin_site_id: Some(site.id),
        origin_site_uid: item.origin.to_string(),
        origin_site_name: site.name.clone(),
        origin_path: String::new(),
        origin_channel: String::new(),
        origin_channel_id: None,
        title: String::new(),
        subtitle: String::new(),
        summary: String::new(),
        body_html: String::new(),
        source: String::new(),
        origin_class: OriginClass::Own.key().into(),
        author: String::new(),
        keywords: String::new(),
        lead_media: None,
        lead_alt: String::new(),
        attachments: "[]".into(),
        passed: String::new(),
        state: WITHDRAWN.into(),
        withdraw_reason: String::new(),
        backfill: item.backfill,
        published_at: changed_at,
        changed_at,
        withdrawn_at: None,
    };
    if item.version < 1 || passed.len() > 100 {
        return Ok(None);
    }
    let mut row = old.cloned().unwrap_or_else(blank);
    row.version = item.version;
    row.backfill = item.backfill;
    row.passed = serde_json::to_string(&passed).map_err(Error::fault)?;
    match &item.state {
        ItemState::Withdrawn { at, reason } => {
            row.state = WITHDRAWN.into();
            row.withdraw_reason = reason.chars().take(500).collect();
            row.withdrawn_at = Some(instant::read(at, now).unwrap_or(now));
        }
        ItemState::Live(live) => {
            let Some(published_at) = instant::read(&live.published_at, now).filter(|_| is_whole(live)) else {
                return Ok(None);
            };
            let Some(channel) = channels.get(&live.channel) else {
                return Ok(None);
            };
            row.state = LIVE.into();
            row.withdraw_reason = String::new();
            row.withdrawn_at = None;
            row.changed_at = changed_at;
            row.published_at = published_at;
            row.origin_channel.clone_from(&channel.name);
            row.origin_channel_id = Some(channel.id);
            fill(&mut row, live)?;
        }
    }
    Ok(Some(row))
}

/// Whether the dates that may be left out can be read, where they are not. No date keeps a text public that its source
/// withdrew.
fn is_dated(item: &Item, now: DateTime<Utc>) -> bool {
    if matches!(item.state, ItemState::Withdrawn { .. }) {
        return true;
    }
    let changed = item.changed_at.is_empty() || instant::read(&item.changed_at, now).is_some();
    let submitted = item.submitted_at.as_deref();
    changed && submitted.is_none_or(|at| instant::read(at, now).is_some())
}

/// Whether an item can be shown and keeps within the limits.
fn is_whole(live: &LiveItem) -> bool {
    let short = |text: &str, most: usize| text.chars().count() <= most;
    let title = !live.title.trim().is_empty() && short(&live.title, 300);
    let words = [&live.subtitle, &live.source, &live.author, &live.lead_alt];
    let lead = live
        .lead
        .as_deref()
        .is_none_or(|lead| is_hash(&lead_hash(lead)) && short(lead, 100));
    let files = live.media.iter().all(|file| is_hash(&file.hash))
        && live
            .attachments
            .iter()
            .all(|file| is_hash(&file.hash) && short(&file.name, 200));
    title
        && words.into_iter().all(|text| short(text, 500))
        && short(&live.summary, 5000)
        && live.body_html.len() <= BODY
        && live.keywords.len() <= 100
        && live.media.len() <= 300
        && OriginClass::parse(&live.origin_class).is_some()
        && super::pair::address(&live.url).is_ok()
        && lead
        && files
}

fn fill(row: &mut library::Model, live: &LiveItem) -> Result<()> {
    row.origin_path.clone_from(&live.url);
    row.title.clone_from(&live.title);
    row.subtitle.clone_from(&live.subtitle);
    row.summary.clone_from(&live.summary);
    // Whatever another box calls clean is cleaned here once more; for our own kind it changes nothing.
    row.body_html = content::body::sanitize(&live.body_html);
    row.source.clone_from(&live.source);
    row.origin_class.clone_from(&live.origin_class);
    row.author.clone_from(&live.author);
    row.keywords = live.keywords.join(",");
    row.lead_media.clone_from(&live.lead);
    row.lead_alt.clone_from(&live.lead_alt);
    let attached = live.attachments.iter().map(|file| Attached {
        hash: file.hash.clone(),
        name: file.name.clone(),
        kind: file.kind.clone(),
        size: file.size,
    });
    row.attachments = serde_json::to_string(&attached.collect::<Vec<_>>()).map_err(Error::fault)?;
    Ok(())
}

/// After a part of a replay: what is live here within its bounds and was not among its items is no longer at the source.
async fn clear(tx: &mut HubWrite, site: &site::Model, covers: &Covers, batch: &Batch) -> Result<()> {
    let there: HashSet<Uuid> = batch.items.iter().map(|item| item.uid.0).collect();
    let rows = tx
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(site.id))
        .filter(library::Column::State.eq(LIVE))
        .filter_some(covers.after, |after| library::Column::Uid.gt(after.0))
        .filter_some(covers.to, |to| library::Column::Uid.lte(to.0))
        .asc(library::Column::Uid)
        .all()
        .await?;
    let now = tx.now();
    let gone = rows.into_iter().filter(|row| !there.contains(&row.uid));
    let gone = gone.map(|row| Arrived {
        old: Some(row.clone()),
        channel: None,
        item: library::Model {
            version: row.version + 1,
            state: WITHDRAWN.into(),
            withdraw_reason: "来源已无此稿件".into(),
            withdrawn_at: Some(now),
            ..row
        },
    });
    remote::take(tx, SiteId(site.id), gone.collect()).await
}

/// What was sent up to the desk of this box's portal, or taken back.
async fn submissions(tx: &mut HubWrite, batch: &Batch) -> Result<()> {
    let mut told = batch
        .items
        .iter()
        .filter(|item| item.submitted_at.is_some() || item.recalled)
        .peekable();
    if told.peek().is_none() {
        return Ok(());
    }
    let away = tx.find::<elsewhere::Entity>().all().await?;
    let portal = tx
        .find::<site::Entity>()
        .filter(site::Column::Kind.eq("portal"))
        .filter(site::Column::Id.is_not_in(away.iter().map(|row| row.site_id)))
        .one()
        .await?;
    let Some(portal) = portal.map(|portal| SiteId(portal.id)) else {
        return Ok(());
    };
    let now = tx.now();
    for item in told {
        let submitted = item.submitted_at.as_deref();
        if let Some(at) = submitted.and_then(|at| instant::read(at, now)) {
            let same = library::Column::Uid
                .eq(item.uid.0)
                .and(library::Column::State.eq(LIVE));
            if let Some(row) = tx.find::<library::Entity>().filter(same).one().await? {
                remote::sent_up(tx, portal, row, at).await?;
            }
        } else if item.recalled {
            remote::taken_back(tx, portal, item.uid).await?;
        }
    }
    Ok(())
}
