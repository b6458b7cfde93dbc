//! When each important item first stood on each site.

use super::entity::{self, far, own};
use super::verdict::{LIMIT, Verdict};
use crate::peer::{asking, below};
use crate::push::entity::target;
use crate::receipt::entity as receipt;
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use content::article::entity as article;
use content::library::entity as library;
use gateway::site::{elsewhere, entity as site};
use kernel::{Result, SiteId, beijing};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::{HashMap, HashSet};
use store::HubRead;
use uuid::Uuid;

/// Items whose places are read together.
const ITEMS: usize = 50;
/// Rows that one statement names.
const ROWS: usize = 1000;

/// An item on a site.
#[derive(Clone, Debug)]
pub struct Line {
    /// The site.
    pub site: i64,
    /// Its name.
    pub name: String,
    /// The item's uid.
    pub uid: Uuid,
    /// Its headline.
    pub title: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it first stood there.
    pub shown_at: Option<DateTime<Utc>>,
    /// How the site stands with it.
    pub verdict: Verdict,
}

/// Every item issued in these days (Beijing's, both included) on every site that was there in time, newest item first.
/// Sites on other boxes are left out unless they ask for what is pushed: of others it is not known here what they show.
///
/// # Errors
/// Faults of the database.
pub async fn lines(hub: &HubRead, days: (NaiveDate, NaiveDate), only: Option<SiteId>) -> Result<Vec<Line>> {
    let items = issued(hub, days).await?;
    let away = hub.find::<elsewhere::Entity>().all().await?;
    let away: HashSet<i64> = away.into_iter().map(|row| row.site_id).collect();
    let asking = asking(hub).await?;
    // What the portal of another box marked is asked of the sites that are paired with it.
    let below = below(hub).await?;
    let asked = |site: i64, owner: i64| {
        let here = !away.contains(&site) || asking.contains(&site);
        here && (!away.contains(&owner) || below.contains(&(owner, site)))
    };
    let sites = hub
        .find::<site::Entity>()
        .filter(site::Column::State.eq("open"))
        .filter_some(only, |only| site::Column::Id.eq(only.0))
        .asc(site::Column::Id)
        .all()
        .await?;
    let mut lines = Vec::new();
    // Items in groups: each of them may stand on a thousand sites.
    for some in items.chunks(ITEMS) {
        let shown = shown(hub, some, only).await?;
        for item in some {
            let there = |site: &&site::Model| {
                asked(site.id, item.site_id) && site.created_at <= item.issued_at + LIMIT
            };
            for site in sites.iter().filter(there) {
                let shown_at = shown.get(&(site.id, item.uid)).copied();
                lines.push(Line {
                    site: site.id,
                    name: site.short_name.clone(),
                    uid: item.uid,
                    title: item.title.clone(),
                    issued_at: item.issued_at,
                    shown_at,
                    verdict: Verdict::of(item.issued_at, shown_at, hub.now()),
                });
            }
        }
    }
    Ok(lines)
}

/// The items issued in these days, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn issued(hub: &HubRead, days: (NaiveDate, NaiveDate)) -> Result<Vec<entity::Model>> {
    // Beijing's days lie within one more of UTC's on either side.
    let around = |day: NaiveDate, more: i64| {
        let near = day.checked_add_signed(Duration::days(more)).unwrap_or(day);
        near.and_time(NaiveTime::MIN).and_utc()
    };
    let items = hub
        .find::<entity::Entity>()
        .filter(entity::Column::IssuedAt.gte(around(days.0, -1)))
        .filter(entity::Column::IssuedAt.lt(around(days.1, 2)))
        .desc(entity::Column::IssuedAt)
        .desc(entity::Column::Id)
        .all()
        .await?;
    let within = |item: &entity::Model| {
        let day = beijing::day(item.issued_at);
        days.0 <= day && day <= days.1
    };
    Ok(items.into_iter().filter(within).collect())
}

#[derive(FromQueryResult)]
struct Placed {
    place_site_id: i64,
    uid: Uuid,
    at: Option<DateTime<Utc>>,
}

/// The first time each item stood on each site, or on `only` that one: by a receipt, pushed down, as an own repost, or at
/// its origin. What stood there before the item was issued was something else.
async fn shown(
    hub: &HubRead,
    items: &[entity::Model],
    only: Option<SiteId>,
) -> Result<HashMap<(i64, Uuid), DateTime<Utc>>> {
    let issued: HashMap<Uuid, DateTime<Utc>> = items.iter().map(|row| (row.uid, row.issued_at)).collect();
    let uids = || issued.keys().copied();
    let mut first: HashMap<(i64, Uuid), DateTime<Utc>> = HashMap::new();
    let mut at = |site: i64, uid: Uuid, moment: Option<DateTime<Utc>>| {
        let since = issued.get(&uid).copied();
        if let Some(moment) = moment.filter(|moment| since.is_some_and(|since| since <= *moment)) {
            let known = first.entry((site, uid)).or_insert(moment);
            *known = moment.min(*known);
        }
    };
    let receipts = hub
        .find::<receipt::Entity>()
        .only([receipt::Column::PlaceSiteId, receipt::Column::Uid])
        .with(Expr::col(receipt::Column::DoneAt), "at")
        .filter(receipt::Column::Uid.is_in(uids()))
        .filter(receipt::Column::What.eq("placed"))
        .filter_some(only, |only| receipt::Column::PlaceSiteId.eq(only.0));
    for row in receipts.into::<Placed>().all().await? {
        at(row.place_site_id, row.uid, row.at);
    }
    let targets = hub
        .find::<target::Entity>()
        .only([target::Column::PlaceSiteId, target::Column::Uid])
        .with(Expr::col(target::Column::ShownAt), "at")
        .filter(target::Column::Uid.is_in(uids()))
        .filter_some(only, |only| target::Column::PlaceSiteId.eq(only.0));
    for row in targets.into::<Placed>().all().await? {
        at(row.place_site_id, row.uid, row.at);
    }
    let origins = hub
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(uids()))
        .filter_some(only, |only| library::Column::OriginSiteId.eq(only.0));
    for row in origins.all().await? {
        at(
            row.origin_site_id.unwrap_or_default(),
            row.uid,
            Some(row.published_at),
        );
    }
    for (site, uid, moment) in reposted(hub, uids(), only).await? {
        at(site, uid, moment);
    }
    let told = hub
        .find::<far::Entity>()
        .filter(far::Column::Uid.is_in(uids()))
        .filter_some(only, |only| far::Column::SiteId.eq(only.0));
    for row in told.all().await? {
        at(row.site_id, row.uid, Some(row.shown_at));
    }
    Ok(first)
}

/// Own reposts with the time when they were first public.
async fn reposted(
    hub: &HubRead,
    uids: impl Iterator<Item = Uuid>,
    only: Option<SiteId>,
) -> Result<Vec<(i64, Uuid, Option<DateTime<Utc>>)>> {
    let own = hub
        .find::<own::Entity>()
        .filter(own::Column::Uid.is_in(uids))
        .filter_some(only, |only| own::Column::SiteId.eq(only.0))
        .all()
        .await?;
    let mut first = HashMap::new();
    for some in own.chunks(ROWS) {
        let articles = hub
            .find::<article::Entity>()
            .only([article::Column::Id])
            .with(Expr::col(article::Column::FirstPublishedAt), "at")
            .filter(article::Column::Id.is_in(some.iter().map(|row| row.article_id)))
            .into::<Published>()
            .all()
            .await?;
        first.extend(articles.into_iter().map(|row| (row.id, row.at)));
    }
    let moment = |row: &own::Model| first.get(&row.article_id).copied().flatten();
    Ok(own
        .iter()
        .map(|row| (row.site_id, row.uid, moment(row)))
        .collect())
}

#[derive(FromQueryResult)]
struct Published {
    id: i64,
    at: Option<DateTime<Utc>>,
}
