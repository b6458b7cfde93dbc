//! What a feed holds: the newest placements, and marks of those that were withdrawn.

use crate::announce::{Kind, entity as target};
use chrono::{DateTime, Utc};
use content::article::{edition, entity as article};
use content::channel::entity as channel;
use content::library::entity::{self as library, story};
use content::media::{address, lead_hash};
use content::placement::entity::{self as placement, LIVE, REMOVED, WITHDRAWN};
use content::placement::kept;
use content::topic::{self, member};
use gateway::Site;
use gateway::feed::{Entry, Feed, Gone};
use gateway::unit::entity as unit;
use kernel::{ChannelId, Result, Uid};
use sea_orm::sea_query::{Condition, Query as Select};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::{HashMap, HashSet};
use store::{Query, SiteRead};
use uuid::Uuid;

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

/// A topic that visitors may see, by its word. One that shows nothing any more still says what left it.
pub(super) async fn find_topic(read: &SiteRead, slug: &str) -> Result<topic::entity::Model> {
    topic::query::open(read, slug).await
}

/// What a feed is asked for.
pub(super) struct Asked<'a> {
    /// One channel, or the whole site.
    pub(super) channel: Option<&'a channel::Model>,
    /// One topic.
    pub(super) topic: Option<&'a topic::entity::Model>,
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
        match (self.topic, self.channel) {
            (Some(topic), _) => format!("/topics/{}/", topic.slug),
            (None, Some(channel)) => format!("/{}/", channel.slug),
            (None, None) => "/".to_owned(),
        }
    }

    fn description(&self, title: &str) -> String {
        let own = self.channel.map(|channel| channel.description.clone());
        let own = own.or_else(|| self.topic.map(|topic| topic.summary.clone()));
        own.filter(|text| !text.is_empty())
            .unwrap_or_else(|| format!("{title}最新发布"))
    }

    fn title(&self, site: &Site) -> String {
        let mut title = site.name.clone();
        let parts = [
            self.channel.map(|row| &row.name),
            self.topic.map(|row| &row.title),
            self.unit.map(|row| &row.name),
        ];
        for part in parts.into_iter().flatten() {
            title.push_str(" · ");
            title.push_str(part);
        }
        title
    }

    /// Which placements it is about; `ever` takes those along whose article was taken out of the topic.
    fn scope(&self, site: &Site, ever: bool) -> Condition {
        let topic = self.topic.map(|topic| {
            let mut members = Select::select();
            members
                .column(member::Column::Uid)
                .from(member::Entity)
                .and_where(member::Column::SiteId.eq(site.id.0))
                .and_where(member::Column::TopicId.eq(topic.id));
            if !ever {
                members.and_where(member::Column::BlockId.is_not_null());
            }
            placement::Column::Uid.in_subquery(members)
        });
        let unit = self.unit.map(|row| {
            // What a site's own unit publishes carries no name.
            let own = (row.short_name == site.unit_short).then_some("");
            placement::Column::Unit.is_in([Some(row.short_name.as_str()), own].into_iter().flatten())
        });
        Condition::all()
            .add_option(
                self.channel
                    .map(|channel| placement::Column::ChannelId.eq(channel.id)),
            )
            .add_option(topic)
            .add_option(unit)
    }

    /// The placements it is about that visitors see.
    fn places<'r>(&self, read: &'r SiteRead, site: &Site) -> Query<'r, placement::Entity> {
        read.find::<placement::Entity>()
            .filter(placement::Column::State.eq(LIVE))
            .filter(self.scope(site, false))
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
    let mut query = asked.places(read, site);
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
    if asked.topic.is_some() {
        // A topic names an article once, in however many channels it stands.
        let mut told = HashSet::new();
        rows.retain(|row| told.insert(row.uid));
    }
    let channels = read.find::<channel::Entity>().all().await?;
    let channels: HashMap<i64, channel::Model> = channels.into_iter().map(|row| (row.id, row)).collect();
    let updates = updates(read, &rows).await?;
    let gone = gone(read, site, asked).await?;
    let uids = rows
        .iter()
        .map(|row| row.uid)
        .chain(gone.iter().map(|(uid, _)| *uid));
    let names = Names::load(read, uids.collect()).await?;
    let title = asked.title(site);
    let entries = rows.into_iter().filter_map(|row| {
        let channel = channels.get(&row.channel_id)?;
        let updated = updates.get(&row.id).copied();
        Some(entry(site, channel, row, updated, &names))
    });
    Ok(Feed {
        description: asked.description(&title),
        title,
        home: site.absolute(&asked.folder()),
        own: site.absolute(&asked.path(asked.after)),
        next: next.map(|path| site.absolute(&path)),
        hub: hub(read).await?,
        entries: entries.collect(),
        gone: gone
            .into_iter()
            .map(|(uid, at)| Gone {
                id: names.id(uid),
                at,
            })
            .collect(),
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

/// What no longer stands here, the newest first, on the first page alone: withdrawn by its source, or taken down here. What
/// stands here all the same, in another channel, is not gone.
async fn gone(read: &SiteRead, site: &Site, asked: &Asked<'_>) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    if asked.after.is_some() {
        return Ok(Vec::new());
    }
    let withdrawn = |column: placement::Column| {
        let mut rows = Select::select();
        rows.column(column)
            .from(placement::Entity)
            .and_where(placement::Column::SiteId.eq(site.id.0))
            .and_where(placement::Column::State.eq(WITHDRAWN))
            .and_where(column.is_not_null())
            .cond_where(asked.scope(site, true));
        rows
    };
    let own = read
        .find::<article::Entity>()
        .filter(article::Column::Id.in_subquery(withdrawn(placement::Column::ArticleId)))
        .filter(article::Column::WithdrawnAt.is_not_null())
        .desc(article::Column::WithdrawnAt)
        .limit(NEWEST)
        .all()
        .await?;
    let items = read
        .shared::<library::Entity>()
        .filter(library::Column::Id.in_subquery(withdrawn(placement::Column::LibraryItemId)))
        .filter(library::Column::WithdrawnAt.is_not_null())
        .desc(library::Column::WithdrawnAt)
        .limit(NEWEST)
        .all()
        .await?;
    let here = read
        .find::<placement::Entity>()
        .filter(placement::Column::State.is_in([WITHDRAWN, REMOVED]))
        .filter(placement::Column::RevokedAt.is_not_null())
        .filter(asked.scope(site, true))
        .desc(placement::Column::RevokedAt)
        .limit(NEWEST)
        .all()
        .await?;
    let mut gone: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    let own = own.into_iter().map(|row| (row.uid, row.withdrawn_at));
    let items = items.into_iter().map(|row| (row.uid, row.withdrawn_at));
    let here = here.into_iter().map(|row| (row.uid, row.revoked_at));
    let out = taken_out(read, asked).await?;
    for (uid, at) in own.chain(items).chain(here).chain(out) {
        let Some(at) = at else { continue };
        // What was gone already does not go again.
        let first = gone.entry(uid).or_insert(at);
        *first = at.min(*first);
    }
    let live = asked
        .places(read, site)
        .filter(placement::Column::Uid.is_in(gone.keys().copied()))
        .all()
        .await?;
    for row in live {
        gone.remove(&row.uid);
    }
    let mut gone: Vec<_> = gone.into_iter().collect();
    gone.sort_by_key(|(uid, at)| (std::cmp::Reverse(*at), *uid));
    gone.truncate(usize::try_from(NEWEST).unwrap_or(gone.len()));
    Ok(gone)
}

/// What was taken out of the topic.
async fn taken_out(read: &SiteRead, asked: &Asked<'_>) -> Result<Vec<(Uuid, Option<DateTime<Utc>>)>> {
    let Some(topic) = asked.topic else {
        return Ok(Vec::new());
    };
    let rows = read
        .find::<member::Entity>()
        .filter(member::Column::TopicId.eq(topic.id))
        .filter(member::Column::RemovedAt.is_not_null())
        .desc(member::Column::RemovedAt)
        .limit(NEWEST)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.uid, row.removed_at)).collect())
}

/// What articles are called in feeds.
struct Names {
    via: HashMap<Uuid, String>,
    /// Stories of the group: an article made of one is called by its own name.
    grouped: HashSet<String>,
}

impl Names {
    async fn load(read: &SiteRead, uids: Vec<Uuid>) -> Result<Self> {
        let made = read
            .shared::<library::Entity>()
            .filter(library::Column::Uid.is_in(uids))
            .filter(library::Column::OriginId.is_not_null())
            .all()
            .await?;
        let via: HashMap<Uuid, String> = made
            .into_iter()
            .filter_map(|item| Some((item.uid, item.origin_id?)))
            .collect();
        let sources = via.values().filter_map(|via| via.strip_prefix("urn:uuid:"));
        let sources: Vec<Uuid> = sources.filter_map(|uid| uid.parse().ok()).collect();
        let grouped = read
            .shared::<library::Entity>()
            .filter(library::Column::Uid.is_in(sources))
            .all()
            .await?;
        let grouped = grouped.into_iter().map(|item| story(Uid(item.uid))).collect();
        Ok(Self { via, grouped })
    }

    fn id(&self, uid: Uuid) -> String {
        let via = self.via.get(&uid).filter(|via| !self.grouped.contains(*via));
        via.cloned().unwrap_or_else(|| story(Uid(uid)))
    }
}

fn entry(
    site: &Site,
    channel: &channel::Model,
    row: placement::Model,
    updated: Option<DateTime<Utc>>,
    names: &Names,
) -> Entry {
    let own = if site.unit_short.is_empty() {
        &site.short_name
    } else {
        &site.unit_short
    };
    let picture = row.lead_media.as_deref().map(lead_hash);
    Entry {
        uid: Uid(row.uid),
        id: names.id(row.uid),
        via: names.via.get(&row.uid).cloned(),
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
    // Until its editors agree to a correction a place shows the text before it.
    let held = rows.iter().filter(|row| row.held_version.is_some());
    let kept = read
        .find::<kept::Entity>()
        .filter(kept::Column::PlacementId.is_in(held.map(|row| row.id)))
        .all()
        .await?;
    let kept: HashMap<i64, Option<DateTime<Utc>>> = kept
        .into_iter()
        .map(|text| (text.placement_id, text.changed_at))
        .collect();
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
        if let Some(kept) = kept.get(&row.id) {
            return kept.map(|at| (row.id, at));
        }
        let taken = row.library_item_id.and_then(|id| at(&items, id));
        own.or(taken).map(|at| (row.id, at))
    });
    Ok(found.collect())
}

/// The channel's number as tags name it.
pub(super) fn tag(channel: &channel::Model) -> kernel::Tag {
    kernel::Tag::Channel(ChannelId(channel.id))
}
