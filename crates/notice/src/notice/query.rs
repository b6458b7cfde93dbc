//! Reads of notices.

use super::entity::{self, Column, DRAFT, DROPPED, ENDED, Entity, Model, RELEASED, act, place};
use super::{Kind, Reach};
use chrono::{DateTime, Utc};
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;
use store::{HubRead, SiteRead};

/// A notice of this site.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn notice(read: &SiteRead, id: i64) -> Result<Model> {
    read.find::<Entity>().filter(Column::Id.eq(id)).found().await
}

/// The sites of a notice for chosen sites.
///
/// # Errors
/// Faults.
pub async fn sites(read: &SiteRead, id: i64) -> Result<Vec<SiteId>> {
    let rows = read
        .find::<place::Entity>()
        .filter(place::Column::NoticeId.eq(id))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| SiteId(row.place_site_id)).collect())
}

/// What was done to a notice, oldest first.
///
/// # Errors
/// Faults.
pub async fn acts(read: &SiteRead, id: i64) -> Result<Vec<act::Model>> {
    read.find::<act::Entity>()
        .filter(act::Column::NoticeId.eq(id))
        .asc(act::Column::At)
        .asc(act::Column::Id)
        .all()
        .await
}

/// What a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shelf {
    /// Everything.
    #[default]
    All,
    /// What visitors see now.
    Showing,
    /// What waits for a second person.
    Waiting,
    /// What was released for later.
    Coming,
    /// What is over, or was given up.
    Past,
}

impl Shelf {
    /// All, as the list offers them.
    pub const ALL: [Self; 5] = [Self::All, Self::Showing, Self::Waiting, Self::Coming, Self::Past];

    /// The word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Showing => "showing",
            Self::Waiting => "waiting",
            Self::Coming => "coming",
            Self::Past => "past",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Showing => "正在显示",
            Self::Waiting => "待核发",
            Self::Coming => "待开始",
            Self::Past => "已结束",
        }
    }

    fn condition(self, now: DateTime<Utc>) -> Condition {
        let released = || Condition::all().add(Column::State.eq(RELEASED));
        let running = || released().add(Column::EndsAt.gt(now));
        match self {
            Self::All => Condition::all(),
            Self::Showing => running().add(Column::BeginsAt.lte(now)),
            Self::Waiting => Condition::any()
                .add(Column::State.eq(DRAFT))
                .add(running().add(Column::ExtendTo.is_not_null())),
            Self::Coming => running().add(Column::BeginsAt.gt(now)),
            Self::Past => Condition::any()
                .add(Column::State.is_in([ENDED, DROPPED]))
                .add(released().add(Column::EndsAt.lte(now))),
        }
    }
}

/// Notices of this site, newest first.
///
/// # Errors
/// Faults.
pub async fn list(read: &SiteRead, shelf: Shelf, page: u64, size: u64) -> Result<(Vec<Model>, u64)> {
    read.find::<Entity>()
        .filter(shelf.condition(read.now()))
        .desc(Column::Id)
        .page(page, size)
        .await
}

/// How many notices of this site.
///
/// # Errors
/// Faults.
pub async fn count(read: &SiteRead, shelf: Shelf) -> Result<u64> {
    read.find::<Entity>()
        .filter(shelf.condition(read.now()))
        .count()
        .await
}

/// What other sites set over `site` and released, newest first, at most `limit`.
///
/// # Errors
/// Faults.
pub async fn from_others(hub: &HubRead, site: SiteId, limit: u64) -> Result<Vec<Model>> {
    let places = hub
        .find::<place::Entity>()
        .filter(place::Column::PlaceSiteId.eq(site.0))
        .all()
        .await?;
    let chosen = places.into_iter().map(|place| place.notice_id);
    let reaches = Condition::any()
        .add(Column::Reach.eq(Reach::Group.key()))
        .add(Column::Id.is_in(chosen));
    hub.find::<Entity>()
        .filter(Column::SiteId.ne(site.0))
        .filter(Column::State.is_in([RELEASED, ENDED]))
        .filter(reaches)
        .desc(Column::Id)
        .limit(limit)
        .all()
        .await
}

/// Everything that shows on some site or will: banners before mourning, the gravest and then the newest first, each with the
/// sites it was chosen for.
///
/// # Errors
/// Faults.
pub async fn running(hub: &HubRead) -> Result<Vec<(Model, Vec<SiteId>)>> {
    let rows = hub
        .find::<Entity>()
        .filter(Column::State.eq(RELEASED))
        .filter(Column::EndsAt.gt(hub.now()))
        .all()
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let places = if ids.is_empty() {
        Vec::new()
    } else {
        let chosen = place::Column::NoticeId.is_in(ids);
        hub.find::<place::Entity>().filter(chosen).all().await?
    };
    let sites = |row: &entity::Model| {
        let own = places.iter().filter(|place| place.notice_id == row.id);
        own.map(|place| SiteId(place.place_site_id)).collect()
    };
    let mut running: Vec<_> = rows.into_iter().map(|row| (sites(&row), row)).collect();
    running.sort_by_key(|(_, row)| {
        let level = super::Level::parse(&row.level);
        (
            row.kind == Kind::Grey.key(),
            level,
            std::cmp::Reverse(row.begins_at),
        )
    });
    Ok(running.into_iter().map(|(sites, row)| (row, sites)).collect())
}
