//! What a feed holds: the newest placements, and marks of those that were withdrawn.

use crate::announce::{Kind, entity as target};
use chrono::{DateTime, Utc};
use content::article::{edition, entity as article};
use content::channel::entity as channel;
use content::library::entity as library;
use content::media::{address, lead_hash};
use content::placement::entity::{self as placement, LIVE, WITHDRAWN};
use gateway::Site;
use gateway::feed::{Entry, Feed, Gone};
use gateway::unit::entity as unit;
use kernel::{ChannelId, Result, Uid};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use store::{Query, SiteRead};

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

/// What a feed is asked for.
pub(super) struct Asked<'a> {
    /// One channel, or the whole site.
    pub(super) channel: Option<&'a channel::Model>,
    /// One unit, or all.
    pub(super) unit: Option<&'a unit::Model>,
    /// The placement behind which it goes on.
    pub(super) after: Option<i64>,
    /// The feed's own file name.
    pub(super) file: &'a str,
}

impl Asked<'_> {
    /// Its address on the site, going on behind `after`.
    fn path(&self, after: Option<i64>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(unit) = self.unit {
            query.append_pair("unit", &unit.key);
        }
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        let (folder, query) = (self.folder(), query.finish());
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{folder}{}{mark}{query}", self.file)
    }

    fn folder(&self) -> String {
        self.channel
            .map_or_else(|| "/".to_owned(), |channel| format!("/{}/", channel.slug))
    }

    fn title(&self, site: &Site) -> String {
        let mut title = site.name.clone();
        let parts = [self.channel.map(|row| &row.name), self.unit.map(|row| &row.name)];
        for part in parts.into_iter().flatten() {
            title.push_str(" · ");
            title.push_str(part);
        }
        title
    }

    /// The placements it is about, in one state.
    fn places<'r>(&self, read: &'r SiteRead, site: &Site, state: &str) -> Query<'r, placement::Entity> {
        let unit = self.unit.map(|row| {
            // What a site's own unit publishes carries no name.
            let own = (row.short_name == site.unit_short).then_some("");
            placement::Column::Unit.is_in([Some(row.short_name.as_str()), own].into_iter().flatten())
        });
        read.find::<placement::Entity>()
            .filter(placement::Column::State.eq(state))
            .filter_some(self.channel, |channel| {
                placement::Column::ChannelId.eq(channel.id)
            })
            .filter_some(unit, |unit| unit)
            .desc(placement::Column::SortAt)
            .desc(placement::Column::Id)
    }
}

/// A unit by its word.
pub(super) async fn find_unit(read: &SiteRead, key: &str) -> Result<unit::Model> {
    read.shared::<unit::Entity>()
        .filter(unit::Column::Key.eq(key))
        .found()
        .await
}

/// The feed.
pub(super) async fn load(read: &SiteRead, site: &Site, asked: &Asked<'_>) -> Result<Feed> {
    use sea_orm::ExprTrait;
    let mut query = asked.places(read, site, LIVE);
    if let Some(after) = asked.after {
        let mark = read
            .find::<placement::Entity>()
            .filter(placement::Column::Id.eq(after))
            .found()
            .await?;
        let at_once = placement::Column::SortAt
            .eq(mark.sort_at)
            .and(placement::Column::Id.lt(mark.id));
        query = query.filter(placement::Column::SortAt.lt(mark.sort_at).or(at_once));
    }
    let mut rows = query.limit(NEWEST + 1).all().await?;
    let whole = usize::try_from(NEWEST).unwrap_or(rows.len());
    let more = rows.len() > whole;
    rows.truncate(whole);
    let next = rows.last().filter(|_| more).map(|last| asked.path(Some(last.id)));
    let channels = read.find::<channel::Entity>().all().await?;
    let channels: HashMap<i64, channel::Model> = channels.into_iter().map(|row| (row.id, row)).collect();
    let updates = updates(read, &rows).await?;
    let title = asked.title(site);
    let entries = rows.into_iter().filter_map(|row| {
        let channel = channels.get(&row.channel_id)?;
        let updated = updates.get(&row.id).copied();
        Some(entry(site, channel, row, updated))
    });
    Ok(Feed {
        description: asked
            .channel
            .map(|channel| channel.description.clone())
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| format!("{title}最新发布")),
        title,
        home: site.absolute(&asked.folder()),
        own: site.absolute(&asked.path(asked.after)),
        next: next.map(|path| site.absolute(&path)),
        hub: hub(read).await?,
        entries: entries.collect(),
        gone: gone(read, site, asked).await?,
    })
}

/// The hub that the site tells.
async fn hub(read: &SiteRead) -> Result<Option<String>> {
    let target = read
        .find::<target::Entity>()
        .filter(target::Column::Kind.eq(Kind::WebSub.key()))
        .one()
        .await?;
    Ok(target.map(|row| row.endpoint))
}

/// What was withdrawn; on the first page alone.
async fn gone(read: &SiteRead, site: &Site, asked: &Asked<'_>) -> Result<Vec<Gone>> {
    if asked.after.is_some() {
        return Ok(Vec::new());
    }
    let rows = asked.places(read, site, WITHDRAWN).limit(NEWEST).all().await?;
    let articles = read
        .find::<article::Entity>()
        .filter(article::Column::Id.is_in(rows.iter().filter_map(|row| row.article_id)))
        .all()
        .await?;
    let items = read
        .shared::<library::Entity>()
        .filter(library::Column::Id.is_in(rows.iter().filter_map(|row| row.library_item_id)))
        .all()
        .await?;
    let at = |row: &placement::Model| {
        let own = articles.iter().find(|it| Some(it.id) == row.article_id);
        let taken = items.iter().find(|it| Some(it.id) == row.library_item_id);
        own.and_then(|it| it.withdrawn_at)
            .or_else(|| taken.and_then(|it| it.withdrawn_at))
            .unwrap_or(row.published_at)
    };
    let mut gone: Vec<Gone> = rows
        .iter()
        .map(|row| Gone {
            uid: Uid(row.uid),
            at: at(row),
        })
        .collect();
    gone.sort_by_key(|gone| std::cmp::Reverse(gone.at));
    Ok(gone)
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
        version: row.version,
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
