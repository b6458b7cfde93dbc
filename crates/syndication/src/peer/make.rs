//! An item of the wire as the library shall hold it, or nothing when it cannot be shown.

use super::instant;
use super::media::is_hash;
use chrono::{DateTime, Utc};
use content::article::text::OriginClass;
use content::channel::entity as channel;
use content::library::entity as library;
use content::media::{Attached, lead_hash};
use content::placement::entity::{LIVE, WITHDRAWN};
use gateway::site::entity as site;
use kernel::wire::{Item, ItemState, LiveItem, MediaRef};
use kernel::{Error, Result};
use std::collections::HashMap;

/// No article is corrected so often; beyond, nothing could be newer.
const GREATEST: i64 = i64::MAX / 2;
/// Letters of a body.
const BODY: usize = 2 << 20;

/// The row of the library, or nothing for an item that cannot be shown.
pub(super) fn make(
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
        origin_id: None,
        state: WITHDRAWN.into(),
        withdraw_reason: String::new(),
        backfill: item.backfill,
        published_at: changed_at,
        changed_at,
        withdrawn_at: None,
    };
    if item.version < 1 || item.version > GREATEST || passed.len() > 100 {
        return Ok(None);
    }
    let mut row = old.cloned().unwrap_or_else(blank);
    row.version = item.version;
    row.backfill = item.backfill;
    row.passed = serde_json::to_string(&passed).map_err(Error::fault)?;
    row.origin_id = item.origin_id.clone().filter(|id| short(id, 2000));
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
pub(super) fn is_dated(item: &Item, now: DateTime<Utc>) -> bool {
    if matches!(item.state, ItemState::Withdrawn { .. }) {
        return true;
    }
    let changed = item.changed_at.is_empty() || instant::read(&item.changed_at, now).is_some();
    let submitted = item.submitted_at.as_deref();
    changed && submitted.is_none_or(|at| instant::read(at, now).is_some())
}

/// Whether an item can be shown and keeps within the limits; the schema says the same.
fn is_whole(live: &LiveItem) -> bool {
    let title = !live.title.trim().is_empty() && short(&live.title, 300);
    let words = [&live.subtitle, &live.source, &live.author, &live.lead_alt];
    let lead = live
        .lead
        .as_deref()
        .is_none_or(|lead| is_hash(&lead_hash(lead)) && short(lead, 100));
    let attached = live
        .attachments
        .iter()
        .all(|file| is_hash(&file.hash) && short(&file.name, 200) && short(&file.kind, 20) && file.size >= 0);
    title
        && words.into_iter().all(|text| short(text, 500))
        && short(&live.summary, 5000)
        && live.body_html.len() <= BODY
        && live.keywords.len() <= 100
        && live
            .keywords
            .iter()
            .all(|word| short(word, 100) && !word.contains(','))
        && live.media.len() <= 300
        && live.media.iter().all(is_file)
        && live.attachments.len() <= 100
        && OriginClass::parse(&live.origin_class).is_some()
        && super::pair::address(&live.url).is_ok()
        && lead
        && attached
}

fn short(text: &str, most: usize) -> bool {
    text.chars().count() <= most
}

fn is_file(file: &MediaRef) -> bool {
    let words = [&file.alt, &file.caption, &file.credit];
    is_hash(&file.hash)
        && short(&file.name, 200)
        && short(&file.content_type, 200)
        && words.into_iter().all(|text| short(text, 500))
        && file.size.min(file.width).min(file.height) >= 0
        && file.sizes.len() <= 20
        && file
            .sizes
            .iter()
            .all(|size| is_hash(&size.hash) && size.size >= 0)
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
