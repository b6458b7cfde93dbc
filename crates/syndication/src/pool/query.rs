//! Reads of the pool. It holds what is published on other sites and may be shown here, and nothing else of them.

use super::entity as look;
use crate::authorization::entity as revocation;
use crate::desk::entity as desk;
use crate::peer::entity::article as note;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use content::channel::entity as channel;
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE};
use gateway::site::entity as site;
use kernel::{LibraryItemId, Result, SiteId, Uid, beijing};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ExprTrait, FromQueryResult};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{HubRead, SiteRead};
use uuid::Uuid;

/// Days that the pool reaches back, when nobody says from when.
const DAYS: i64 = 30;

/// Where an article of the pool is on this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Neither on the desk nor placed.
    New,
    /// On the desk, decided or not.
    Desk,
    /// The public sees it here.
    Placed,
}

impl Standing {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::New, Self::Desk, Self::Placed];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Desk => "desk",
            Self::Placed => "placed",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::New => "未选用",
            Self::Desk => "已到采编台",
            Self::Placed => "门户已发布",
        }
    }

    /// Reads [`Standing::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.key() == key)
    }
}

/// What an editor looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Of this site.
    pub site: Option<i64>,
    /// Of channels of this name at home; empty is all.
    pub channel: String,
    /// Published on this day or later; the last thirty days, when nothing is said.
    pub from: Option<NaiveDate>,
    /// Published on this day or before.
    pub to: Option<NaiveDate>,
    /// Where it is here.
    pub standing: Option<Standing>,
    /// Words of headline or abstract.
    pub text: String,
}

/// An article of the pool.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// Its uid.
    pub uid: Uuid,
    /// Headline.
    pub title: String,
    /// Abstract.
    pub summary: String,
    /// The site it comes from.
    pub origin_site_id: Option<i64>,
    /// Its name.
    pub origin_site_name: String,
    /// Its channel there.
    pub origin_channel: String,
    /// First publication.
    pub published_at: DateTime<Utc>,
}

fn begin(day: NaiveDate) -> Option<DateTime<Utc>> {
    beijing::parse(&day.to_string())
}

/// What lies on the desk of a site.
fn lines(here: SiteId) -> SelectStatement {
    Query::select()
        .column(desk::Column::Uid)
        .from(desk::Entity)
        .and_where(desk::Column::SiteId.eq(here.0))
        .to_owned()
}

/// What the public sees on a site.
fn places(here: SiteId) -> SelectStatement {
    Query::select()
        .column(placement::Column::Uid)
        .from(placement::Entity)
        .and_where(placement::Column::SiteId.eq(here.0))
        .and_where(placement::Column::State.eq(LIVE))
        .to_owned()
}

/// What editors of a site looked at.
fn looked_at(here: SiteId) -> SelectStatement {
    Query::select()
        .column(look::Column::Uid)
        .from(look::Entity)
        .and_where(look::Column::SiteId.eq(here.0))
        .to_owned()
}

/// What its source does not allow a site to show.
fn revoked(here: SiteId) -> SelectStatement {
    let concerns = revocation::Column::PlaceSiteId
        .is_null()
        .or(revocation::Column::PlaceSiteId.eq(here.0));
    Query::select()
        .column(revocation::Column::Uid)
        .from(revocation::Entity)
        .and_where(revocation::Column::EndedAt.is_null())
        .and_where(concerns)
        .to_owned()
}

/// The same of sources on other boxes, as their notes keep it.
fn refused(here: SiteId) -> SelectStatement {
    let concerns = note::Column::Refused
        .contains("\"place\":null")
        .or(note::Column::Refused.contains(format!("\"place\":{},", here.0)));
    Query::select()
        .column(note::Column::Uid)
        .from(note::Entity)
        .and_where(concerns)
        .to_owned()
}

/// Sites that visitors can read.
fn open() -> SelectStatement {
    Query::select()
        .column(site::Column::Id)
        .from(site::Entity)
        .and_where(site::Column::State.eq("open"))
        .to_owned()
}

/// What may be offered to a site: published elsewhere, news and not imported history, never passed through this site, and
/// not withheld by its source.
async fn offered(hub: &HubRead, here: SiteId) -> Result<Condition> {
    use library::Column;
    let own = hub
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(here.0))
        .found()
        .await?;
    let passed = Column::Passed.contains(Uid(own.uid).to_string());
    Ok(Condition::all()
        .add(Column::State.eq(LIVE))
        .add(Column::Backfill.eq(false))
        .add(Column::OriginSiteId.ne(here.0))
        .add(Column::OriginSiteId.in_subquery(open()))
        .add(passed.not())
        .add(Column::Uid.not_in_subquery(revoked(here)))
        .add(Column::Uid.not_in_subquery(refused(here))))
}

fn stands(here: SiteId, standing: Standing) -> Condition {
    use library::Column;
    let on_desk = |all: Condition| all.add(Column::Uid.in_subquery(lines(here)));
    let not_placed = |all: Condition| all.add(Column::Uid.not_in_subquery(places(here)));
    match standing {
        Standing::New => not_placed(Condition::all()).add(Column::Uid.not_in_subquery(lines(here))),
        Standing::Desk => on_desk(not_placed(Condition::all())),
        Standing::Placed => Condition::all().add(Column::Uid.in_subquery(places(here))),
    }
}

fn search<'a>(
    hub: &'a HubRead,
    here: SiteId,
    offered: &Condition,
    sought: &Sought,
) -> store::Query<'a, library::Entity> {
    use library::Column;
    let text = Some(sought.text.trim()).filter(|text| !text.is_empty());
    let channel = Some(sought.channel.as_str()).filter(|name| !name.is_empty());
    let from = match sought.from {
        Some(day) => begin(day),
        None => Some(hub.now() - Duration::days(DAYS)),
    };
    hub.find::<library::Entity>()
        .filter(offered.clone())
        .filter_some(sought.site, |site| Column::OriginSiteId.eq(site))
        .filter_some(channel, |name| Column::OriginChannel.eq(name))
        .filter_some(from, |from| Column::PublishedAt.gte(from))
        .filter_some(sought.to.and_then(|day| begin(day.succ_opt()?)), |end| {
            Column::PublishedAt.lt(end)
        })
        .filter_some(text, |text| {
            Column::Title.contains(text).or(Column::Summary.contains(text))
        })
        .filter_some(sought.standing, |standing| stands(here, standing))
}

/// A page of the pool, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn list_pieces(
    hub: &HubRead,
    here: SiteId,
    sought: &Sought,
    page: u64,
    size: u64,
) -> Result<Vec<Entry>> {
    use library::Column;
    let offered = offered(hub, here).await?;
    search(hub, here, &offered, sought)
        .only([
            Column::Id,
            Column::Uid,
            Column::Title,
            Column::Summary,
            Column::OriginSiteId,
            Column::OriginSiteName,
            Column::OriginChannel,
            Column::PublishedAt,
        ])
        .desc(Column::PublishedAt)
        .desc(Column::Id)
        .offset(page.saturating_sub(1).saturating_mul(size))
        .limit(size)
        .into::<Entry>()
        .all()
        .await
}

/// How many of each standing there are, then all of them.
///
/// # Errors
/// Faults of the database.
pub async fn count_pieces(
    hub: &HubRead,
    here: SiteId,
    sought: &Sought,
) -> Result<Vec<(Option<Standing>, u64)>> {
    let offered = offered(hub, here).await?;
    let mut counts = Vec::new();
    for standing in Standing::ALL.map(Some).into_iter().chain([None]) {
        let narrowed = Sought {
            standing,
            ..sought.clone()
        };
        let count = search(hub, here, &offered, &narrowed).count().await?;
        counts.push((standing, count));
    }
    Ok(counts)
}

/// How many new articles of the last thirty days no editor of this site has looked at.
///
/// # Errors
/// Faults of the database.
pub async fn count_unread(hub: &HubRead, here: SiteId) -> Result<u64> {
    let offered = offered(hub, here).await?;
    let sought = Sought {
        standing: Some(Standing::New),
        ..Sought::default()
    };
    search(hub, here, &offered, &sought)
        .filter(library::Column::Uid.not_in_subquery(looked_at(here)))
        .count()
        .await
}

/// A published article of another site, offered or not.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn find_foreign(hub: &HubRead, here: SiteId, id: LibraryItemId) -> Result<library::Model> {
    hub.find::<library::Entity>()
        .filter(library::Column::Id.eq(id.0))
        .filter(library::Column::OriginSiteId.ne(here.0))
        .found()
        .await
}

/// Whether an article may be picked: of whatever day.
///
/// # Errors
/// Faults of the database.
pub async fn is_offered(hub: &HubRead, here: SiteId, id: LibraryItemId) -> Result<bool> {
    hub.find::<library::Entity>()
        .filter(library::Column::Id.eq(id.0))
        .filter(offered(hub, here).await?)
        .exists()
        .await
}

/// Whether an editor of this site has looked at an article.
///
/// # Errors
/// Faults of the database.
pub(super) async fn is_looked_at(read: &SiteRead, uid: Uuid) -> Result<bool> {
    let wanted = look::Column::Uid.eq(uid);
    read.find::<look::Entity>().filter(wanted).exists().await
}

/// The uids of these articles, as far as they may be picked.
///
/// # Errors
/// Faults of the database.
pub(super) async fn uids_of(hub: &HubRead, here: SiteId, ids: &[LibraryItemId]) -> Result<BTreeSet<Uuid>> {
    let rows = hub
        .find::<library::Entity>()
        .filter(library::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(offered(hub, here).await?)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.uid).collect())
}

/// What is known here of the articles of a page: lines of the desk, places, and what was looked at.
pub(super) struct Known {
    pub(super) lines: HashMap<Uuid, desk::Model>,
    pub(super) placed: HashMap<Uuid, i64>,
    pub(super) looked_at: HashSet<Uuid>,
}

impl Known {
    pub(super) async fn load(read: &SiteRead, uids: &[Uuid]) -> Result<Self> {
        let lines = read
            .find::<desk::Entity>()
            .filter(desk::Column::Uid.is_in(uids.iter().copied()))
            .all()
            .await?;
        let placed = read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(uids.iter().copied()))
            .filter(placement::Column::State.eq(LIVE))
            .all()
            .await?;
        let looked_at = read
            .find::<look::Entity>()
            .filter(look::Column::Uid.is_in(uids.iter().copied()))
            .all()
            .await?;
        Ok(Self {
            lines: lines.into_iter().map(|row| (row.uid, row)).collect(),
            placed: placed.into_iter().map(|row| (row.uid, row.id)).collect(),
            looked_at: looked_at.into_iter().map(|row| row.uid).collect(),
        })
    }
}

/// Names of the channels of other sites, or of one of them, each once.
///
/// # Errors
/// Faults of the database.
pub(super) async fn channel_names(
    hub: &HubRead,
    here: SiteId,
    site: Option<i64>,
) -> Result<BTreeSet<String>> {
    let rows = hub
        .find::<channel::Entity>()
        .filter(channel::Column::State.eq("open"))
        .filter(channel::Column::SiteId.ne(here.0))
        .filter_some(site, |site| channel::Column::SiteId.eq(site))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}
