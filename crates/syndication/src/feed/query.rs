//! What a feed holds: the newest placements. Withdrawn ones vanish.

use super::{Entry, Feed};
use chrono::{DateTime, Utc};
use content::article::{edition, entity as article};
use content::channel::entity as channel;
use content::library::entity as library;
use content::media::{address, lead_hash};
use content::placement::entity::{self as placement, LIVE};
use gateway::Site;
use kernel::{ChannelId, Result, Uid};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use store::SiteRead;

/// How many a feed holds.
const NEWEST: u64 = 50;

/// An open channel by its word.
pub(super) async fn find_channel(read: &SiteRead, slug: &str) -> Result<channel::Model> {
    read.find::<channel::Entity>()
        .filter(channel::Column::Slug.eq(slug))
        .filter(channel::Column::State.eq("open"))
        .found()
        .await
}

/// The feed of a site or of one of its channels; `file` is its own name.
pub(super) async fn load(
    read: &SiteRead,
    site: &Site,
    only: Option<&channel::Model>,
    file: &str,
) -> Result<Feed> {
    let rows = read
        .find::<placement::Entity>()
        .filter(placement::Column::State.eq(LIVE))
        .filter_some(only, |channel| placement::Column::ChannelId.eq(channel.id))
        .desc(placement::Column::SortAt)
        .desc(placement::Column::Id)
        .limit(NEWEST)
        .all()
        .await?;
    let channels = read.find::<channel::Entity>().all().await?;
    let channels: HashMap<i64, channel::Model> = channels.into_iter().map(|row| (row.id, row)).collect();
    let updates = updates(read, &rows).await?;
    let folder = only.map_or_else(|| "/".to_owned(), |channel| format!("/{}/", channel.slug));
    let title = match only {
        Some(channel) => format!("{} · {}", site.name, channel.name),
        None => site.name.clone(),
    };
    let entries = rows.into_iter().filter_map(|row| {
        let channel = channels.get(&row.channel_id)?;
        let updated = updates.get(&row.id).copied();
        Some(entry(site, channel, row, updated))
    });
    Ok(Feed {
        description: only
            .map(|channel| channel.description.clone())
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| format!("{title}最新发布")),
        title,
        home: site.absolute(&folder),
        own: site.absolute(&format!("{folder}{file}")),
        entries: entries.collect(),
    })
}

fn entry(
    site: &Site,
    channel: &channel::Model,
    row: placement::Model,
    updated: Option<DateTime<Utc>>,
) -> Entry {
    let own = if site.unit_short.is_empty() {
        &site.short_name
    } else {
        &site.unit_short
    };
    let picture = row.lead_media.as_deref().map(lead_hash);
    Entry {
        uid: Uid(row.uid),
        url: site.absolute(&content::placement::path(
            &channel.slug,
            row.published_at,
            row.number,
        )),
        unit: if row.unit.is_empty() {
            own.clone()
        } else {
            row.unit
        },
        channel: channel.name.clone(),
        picture: picture.map(|hash| format!("{}{}", site.origin, address(site, &hash, "1280.webp"))),
        published: row.published_at,
        updated: updated.unwrap_or(row.published_at).max(row.published_at),
        title: row.title,
        summary: row.summary,
    }
}

#[derive(FromQueryResult)]
struct When {
    id: i64,
    at: Option<DateTime<Utc>>,
}

/// When the text that each placement shows went live: own articles by their edition, others by the library.
async fn updates(read: &SiteRead, rows: &[placement::Model]) -> Result<HashMap<i64, DateTime<Utc>>> {
    let articles = rows.iter().filter_map(|row| row.article_id);
    let articles = read
        .find::<article::Entity>()
        .filter(article::Column::Id.is_in(articles))
        .all()
        .await?;
    let live = articles.iter().filter_map(|row| row.live_edition_id);
    let editions = read
        .find::<edition::Entity>()
        .only([edition::Column::Id])
        .with(sea_orm::sea_query::Expr::col(edition::Column::PublishedAt), "at")
        .filter(edition::Column::Id.is_in(live))
        .into::<When>()
        .all()
        .await?;
    let items = rows.iter().filter_map(|row| row.library_item_id);
    let items = read
        .shared::<library::Entity>()
        .only([library::Column::Id])
        .with(sea_orm::sea_query::Expr::col(library::Column::ChangedAt), "at")
        .filter(library::Column::Id.is_in(items))
        .into::<When>()
        .all()
        .await?;
    let at = |times: &[When], id: i64| times.iter().find(|time| time.id == id).and_then(|time| time.at);
    let edition_of = |id: i64| {
        articles
            .iter()
            .find(|row| row.id == id)
            .and_then(|row| row.live_edition_id)
    };
    let found = rows.iter().filter_map(|row| {
        let own = row
            .article_id
            .and_then(edition_of)
            .and_then(|id| at(&editions, id));
        let taken = row.library_item_id.and_then(|id| at(&items, id));
        own.or(taken).map(|at| (row.id, at))
    });
    Ok(found.collect())
}

/// The channel's number as tags name it.
pub(super) fn tag(channel: &channel::Model) -> kernel::Tag {
    kernel::Tag::Channel(ChannelId(channel.id))
}
