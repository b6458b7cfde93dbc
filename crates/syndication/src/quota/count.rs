//! Counting what units put out: own articles that are live, by the day of first publication; of a site on another box,
//! as the library knows them; of a unit without a site, what it sent to the portal. History that was imported does not
//! count.

use super::{Light, entity, monday_of, week_light, year_light};
use crate::postbox::entity as text;
use crate::sender::Sender;
use crate::submission::State;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use content::article::entity as article;
use content::library::entity as library;
use content::placement::entity::LIVE;
use gateway::site::elsewhere;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{Result, SiteId, beijing};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::{HashMap, HashSet};
use store::HubRead;

/// What the numbers of a standing number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Articles of the site.
    Articles,
    /// Items of the library, of a site on another box.
    Items,
    /// Texts of a box.
    Texts,
}

/// What a site or box with a quota put out.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The site or box.
    pub sender: Sender,
    /// What is counted.
    pub counted: Counted,
    /// The unit's short name.
    pub unit: String,
    /// Its quotas, oldest first.
    quotas: Vec<(NaiveDate, i64, i64)>,
    /// Day and number of each article that counts.
    days: Vec<(NaiveDate, i64)>,
}

impl Standing {
    /// What a week and a year owe on a day.
    #[must_use]
    pub fn owed(&self, day: NaiveDate) -> (i64, i64) {
        let standing = self.quotas.iter().rev().find(|(from, ..)| *from <= day);
        standing.map_or((0, 0), |(_, weekly, yearly)| (*weekly, *yearly))
    }

    /// What the week that begins on `monday` owes: a quota that begins inside it counts for the whole of it.
    #[must_use]
    pub fn owed_in_week(&self, monday: NaiveDate) -> i64 {
        let sunday = monday.checked_add_days(chrono::Days::new(6));
        self.owed(sunday.unwrap_or(monday)).0
    }

    /// Articles of the week that begins on `monday`.
    #[must_use]
    pub fn of_week(&self, monday: NaiveDate) -> Vec<i64> {
        self.between(monday, monday.checked_add_days(chrono::Days::new(7)))
    }

    /// Articles of a calendar year.
    #[must_use]
    pub fn of_year(&self, year: i32) -> Vec<i64> {
        let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
        first(year).map_or_else(Vec::new, |from| self.between(from, first(year + 1)))
    }

    /// How it stands on a day: the worse of week and year.
    #[must_use]
    pub fn light(&self, today: NaiveDate) -> Light {
        let monday = monday_of(today);
        let count = |list: Vec<i64>| i64::try_from(list.len()).unwrap_or(i64::MAX);
        let week = count(self.of_week(monday));
        let year = count(self.of_year(today.year()));
        week_light(week, self.owed_in_week(monday), monday, today).max(year_light(
            year,
            self.owed(today).1,
            today,
        ))
    }

    fn between(&self, from: NaiveDate, end: Option<NaiveDate>) -> Vec<i64> {
        let inside = |day: NaiveDate| day >= from && end.is_none_or(|end| day < end);
        self.days
            .iter()
            .filter(|(day, _)| inside(*day))
            .map(|(_, id)| *id)
            .collect()
    }
}

#[derive(FromQueryResult)]
struct Out {
    id: i64,
    site_id: i64,
    first_published_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Item {
    id: i64,
    origin_site_id: Option<i64>,
    published_at: DateTime<Utc>,
}

/// Day and number of what counts, by sender.
type Days = HashMap<Sender, Vec<(NaiveDate, i64)>>;

/// The portal of this house, where quotas are set.
///
/// # Errors
/// Faults of the database.
pub async fn portal_of(hub: &HubRead) -> Result<Option<SiteId>> {
    let row = hub
        .find::<site::Entity>()
        .filter(site::Column::Kind.eq("portal"))
        .asc(site::Column::Id)
        .one()
        .await?;
    Ok(row.map(|row| SiteId(row.id)))
}

/// The sites and boxes whose units have a quota, as far back as the year or `weeks` weeks before `today` go; only one if
/// asked.
///
/// # Errors
/// Faults of the database.
pub async fn standings(
    hub: &HubRead,
    portal: SiteId,
    only: Option<Sender>,
    today: NaiveDate,
    weeks: u64,
) -> Result<Vec<Standing>> {
    let rows = hub
        .find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(portal.0))
        .asc(entity::Column::ValidFrom)
        .all()
        .await?;
    let mut quotas: HashMap<i64, Vec<(NaiveDate, i64, i64)>> = HashMap::new();
    for row in rows {
        if let Ok(from) = row.valid_from.parse() {
            let of_unit = quotas.entry(row.unit_id).or_default();
            of_unit.push((from, row.weekly, row.yearly));
        }
    }
    let sites = hub
        .find::<site::Entity>()
        .filter(site::Column::UnitId.is_in(quotas.keys().copied()))
        .asc(site::Column::Id)
        .all()
        .await?;
    let units = hub
        .find::<unit::Entity>()
        .filter(unit::Column::Id.is_in(quotas.keys().copied()))
        .all()
        .await?;
    let units: HashMap<i64, String> = units.into_iter().map(|row| (row.id, row.short_name)).collect();
    let away = hub.find::<elsewhere::Entity>().all().await?;
    let away: HashSet<i64> = away.into_iter().map(|row| row.site_id).collect();
    // Every unit with a quota: by its sites, or by its box when it has none.
    let mut senders: Vec<(Sender, Counted, i64)> = Vec::new();
    for site in &sites {
        let counted = if away.contains(&site.id) {
            Counted::Items
        } else {
            Counted::Articles
        };
        senders.extend(site.unit_id.map(|unit| (Sender::Site(site.id), counted, unit)));
    }
    let mut boxes: Vec<i64> = quotas.keys().copied().collect();
    boxes.retain(|unit| !sites.iter().any(|site| site.unit_id == Some(*unit)));
    boxes.sort_unstable();
    senders.extend(
        boxes
            .into_iter()
            .map(|unit| (Sender::Box(unit), Counted::Texts, unit)),
    );
    senders.retain(|(sender, ..)| only.is_none_or(|only| only == *sender));
    let since = first_day(today, weeks);
    let since = beijing::parse(&since.to_string()).unwrap_or(DateTime::<Utc>::UNIX_EPOCH);
    let mut days = published(hub, &senders, since).await?;
    items(hub, &senders, since, &mut days).await?;
    texts(hub, portal, &senders, since, &mut days).await?;
    let standing = |(sender, counted, unit): (Sender, Counted, i64)| {
        Some(Standing {
            sender,
            counted,
            unit: units.get(&unit)?.clone(),
            quotas: quotas.get(&unit)?.clone(),
            days: days.remove(&sender).unwrap_or_default(),
        })
    };
    Ok(senders.into_iter().filter_map(standing).collect())
}

/// The sites of which this is counted.
fn sites_of(senders: &[(Sender, Counted, i64)], wanted: Counted) -> Vec<i64> {
    let site = |(sender, counted, _): &(Sender, Counted, i64)| match sender {
        Sender::Site(id) if *counted == wanted => Some(*id),
        Sender::Site(_) | Sender::Box(_) => None,
    };
    senders.iter().filter_map(site).collect()
}

fn first_day(today: NaiveDate, weeks: u64) -> NaiveDate {
    let week = monday_of(today).checked_sub_days(chrono::Days::new(weeks * 7));
    let year = NaiveDate::from_ymd_opt(today.year(), 1, 1);
    week.into_iter().chain(year).min().unwrap_or(today)
}

async fn published(hub: &HubRead, senders: &[(Sender, Counted, i64)], since: DateTime<Utc>) -> Result<Days> {
    let rows = hub
        .find::<article::Entity>()
        .only([
            article::Column::Id,
            article::Column::SiteId,
            article::Column::FirstPublishedAt,
        ])
        .filter(article::Column::SiteId.is_in(sites_of(senders, Counted::Articles)))
        .filter(article::Column::LiveEditionId.is_not_null())
        .filter(article::Column::Imported.eq(false))
        .filter(article::Column::FirstPublishedAt.gte(since))
        .into::<Out>()
        .all()
        .await?;
    let mut days = Days::new();
    for row in rows {
        if let Some(at) = row.first_published_at {
            let of_site = days.entry(Sender::Site(row.site_id)).or_default();
            of_site.push((beijing::day(at), row.id));
        }
    }
    Ok(days)
}

/// What sites on other boxes published, as the library here knows it.
async fn items(
    hub: &HubRead,
    senders: &[(Sender, Counted, i64)],
    since: DateTime<Utc>,
    days: &mut Days,
) -> Result<()> {
    let sites = sites_of(senders, Counted::Items);
    if sites.is_empty() {
        return Ok(());
    }
    let rows = hub
        .find::<library::Entity>()
        .only([
            library::Column::Id,
            library::Column::OriginSiteId,
            library::Column::PublishedAt,
        ])
        .filter(library::Column::OriginSiteId.is_in(sites))
        .filter(library::Column::State.eq(LIVE))
        .filter(library::Column::Backfill.eq(false))
        .filter(library::Column::PublishedAt.gte(since))
        .into::<Item>()
        .all()
        .await?;
    for row in rows {
        if let Some(site) = row.origin_site_id {
            let of_site = days.entry(Sender::Site(site)).or_default();
            of_site.push((beijing::day(row.published_at), row.id));
        }
    }
    Ok(())
}

/// What units without a site sent to the portal and did not take back.
async fn texts(
    hub: &HubRead,
    portal: SiteId,
    senders: &[(Sender, Counted, i64)],
    since: DateTime<Utc>,
    days: &mut Days,
) -> Result<()> {
    let units = senders.iter().filter_map(|(sender, ..)| match sender {
        Sender::Box(unit) => Some(*unit),
        Sender::Site(_) => None,
    });
    let rows = hub
        .find::<text::Entity>()
        .filter(text::Column::SiteId.eq(portal.0))
        .filter(text::Column::UnitId.is_in(units))
        .filter(text::Column::State.ne(State::Recalled.key()))
        .filter(text::Column::SentAt.gte(since))
        .all()
        .await?;
    for row in rows {
        if let Some(at) = row.sent_at {
            let of_box = days.entry(Sender::Box(row.unit_id)).or_default();
            of_box.push((beijing::day(at), row.id));
        }
    }
    Ok(())
}
