//! Counting what units published: own articles that are live, by the day of first publication. History that was imported
//! does not count.

use super::{entity, monday_of};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use content::article::entity as article;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{Result, SiteId, beijing};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use store::HubRead;

/// What a site with a quota published.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The site.
    pub site: SiteId,
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

    /// Articles of the week that begins on `monday`.
    #[must_use]
    pub fn of_week(&self, monday: NaiveDate) -> Vec<i64> {
        self.between(monday, monday.checked_add_days(Days::new(7)))
    }

    /// Articles of a calendar year.
    #[must_use]
    pub fn of_year(&self, year: i32) -> Vec<i64> {
        let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
        first(year).map_or_else(Vec::new, |from| self.between(from, first(year + 1)))
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

/// The sites whose units have a quota, as far back as the year or `weeks` weeks before `today` go; only one site if asked.
///
/// # Errors
/// Faults of the database.
pub async fn standings(
    hub: &HubRead,
    portal: SiteId,
    only: Option<SiteId>,
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
        .filter_some(only, |only| site::Column::Id.eq(only.0))
        .asc(site::Column::Id)
        .all()
        .await?;
    let units = hub
        .find::<unit::Entity>()
        .filter(unit::Column::Id.is_in(quotas.keys().copied()))
        .all()
        .await?;
    let units: HashMap<i64, String> = units.into_iter().map(|row| (row.id, row.short_name)).collect();
    let mut days = published(hub, &sites, first_day(today, weeks)).await?;
    let standing = |site: site::Model| {
        let unit_id = site.unit_id?;
        Some(Standing {
            site: SiteId(site.id),
            unit: units.get(&unit_id)?.clone(),
            quotas: quotas.get(&unit_id)?.clone(),
            days: days.remove(&site.id).unwrap_or_default(),
        })
    };
    Ok(sites.into_iter().filter_map(standing).collect())
}

fn first_day(today: NaiveDate, weeks: u64) -> NaiveDate {
    let week = monday_of(today).checked_sub_days(Days::new(weeks * 7));
    let year = NaiveDate::from_ymd_opt(today.year(), 1, 1);
    week.into_iter().chain(year).min().unwrap_or(today)
}

async fn published(
    hub: &HubRead,
    sites: &[site::Model],
    since: NaiveDate,
) -> Result<HashMap<i64, Vec<(NaiveDate, i64)>>> {
    let since = beijing::parse(&since.to_string()).unwrap_or(DateTime::<Utc>::UNIX_EPOCH);
    let rows = hub
        .find::<article::Entity>()
        .only([
            article::Column::Id,
            article::Column::SiteId,
            article::Column::FirstPublishedAt,
        ])
        .filter(article::Column::SiteId.is_in(sites.iter().map(|site| site.id)))
        .filter(article::Column::LiveEditionId.is_not_null())
        .filter(article::Column::Imported.eq(false))
        .filter(article::Column::FirstPublishedAt.gte(since))
        .into::<Out>()
        .all()
        .await?;
    let mut days: HashMap<i64, Vec<(NaiveDate, i64)>> = HashMap::new();
    for row in rows {
        if let Some(at) = row.first_published_at {
            let of_site = days.entry(row.site_id).or_default();
            of_site.push((beijing::day(at), row.id));
        }
    }
    Ok(days)
}
