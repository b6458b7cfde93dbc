//! What the page of quotas shows.

use super::count::Counted as What;
use super::{Light, Standing, monday_of, standings, week_light, year_light};
use crate::postbox::entity as text;
use crate::sender::Sender;
use crate::ui::{Chip, Filter};
use chrono::{Datelike, Days, NaiveDate};
use content::article::{edition, entity as article};
use content::library::entity as library;
use gateway::Site;
use kernel::{Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::HashMap;
use store::HubRead;

/// Weeks of the chart.
const WEEKS: u64 = 12;
/// Length of the bar of a quota that is reached.
const BAR: i64 = 320;
/// The longest bar, of who is far beyond.
const LONGEST: i64 = 360;
/// Height of a row of the chart.
const STEP: usize = 28;
/// Height of its tallest bar.
const HIGH: i64 = 70;

/// A unit against its quota.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QuotaRow {
    /// Unit.
    pub unit: String,
    /// Opens its chart and this week's list.
    pub url: String,
    /// Out this week.
    pub week: i64,
    /// Owed a week.
    pub weekly: i64,
    /// How the week stands.
    pub week_chip: Chip,
    /// Class of the week's bar.
    pub week_bar: String,
    /// Length of the week's bar; the quota is [`BAR`] long.
    pub week_width: i64,
    /// Class of the year's bar.
    pub year_bar: String,
    /// Length of the year's bar, alike.
    pub year_width: i64,
    /// How many are missing this week.
    pub missing: i64,
    /// Out this year.
    pub year: i64,
    /// Owed a year.
    pub yearly: i64,
    /// How the year stands.
    pub year_chip: Chip,
    /// Opens this year's list.
    pub year_url: String,
}

/// A week of the chart and its table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Week {
    /// `2026-W47`.
    pub name: String,
    /// First day, month and day.
    pub short: String,
    /// Out.
    pub out: i64,
    /// Owed.
    pub owed: i64,
    /// How it stands.
    pub chip: Chip,
    /// Class of the bar.
    pub bar: String,
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Height.
    pub height: i64,
    /// Where the owed number lies.
    pub owed_y: i64,
    /// The list behind it.
    pub url: String,
}

/// An article that counts.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counted {
    /// Headline.
    pub title: String,
    /// First publication; of a text of a box, when it was sent.
    pub at: String,
}

/// One unit: chart, table and list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QuotaShow {
    /// Unit.
    pub unit: String,
    /// Weeks, oldest first.
    pub weeks: Vec<Week>,
    /// Width of the chart.
    pub width: i64,
    /// What the list is of.
    pub of: String,
    /// The articles.
    pub articles: Vec<Counted>,
}

/// `syndication/quota.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QuotaPage {
    /// By how units stand, the worse of week and year; on the portal.
    pub filters: Vec<Filter>,
    /// Whether any unit has a quota.
    pub quotas: bool,
    /// Units.
    pub rows: Vec<QuotaRow>,
    /// Height of their charts.
    pub height: usize,
    /// Where the quota's line stands in them.
    pub line: i64,
    /// The one opened.
    pub shown: Option<QuotaShow>,
    /// Where quotas are set, for those who may.
    pub terms_url: Option<String>,
}

/// The units that stand so.
#[must_use]
pub fn quota_url(site: &Site, light: Light) -> String {
    site.url(&format!("/console/quota?light={}", light.key()))
}

fn chip(light: Light) -> Chip {
    Chip::new(light.title(), light.tone())
}

fn count(list: &[i64]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

/// Length of the bar of what is out against what is owed.
fn width(out: i64, owed: i64) -> i64 {
    (out * BAR / owed.max(1)).min(LONGEST)
}

impl QuotaRow {
    /// A unit's line today.
    #[must_use]
    pub fn of(site: &Site, standing: &Standing, today: NaiveDate) -> Self {
        let monday = monday_of(today);
        let (weekly, yearly) = (standing.owed_in_week(monday), standing.owed(today).1);
        let week = count(&standing.of_week(monday));
        let year = count(&standing.of_year(today.year()));
        let base = site.url(&format!("/console/quota?site={}", standing.sender));
        let of_week = week_light(week, weekly, monday, today);
        let of_year = year_light(year, yearly, today);
        Self {
            unit: standing.unit.clone(),
            week,
            weekly,
            week_chip: chip(of_week),
            week_bar: of_week.bar().into(),
            week_width: width(week, weekly),
            year_bar: of_year.bar().into(),
            year_width: width(year, yearly),
            missing: (weekly - week).max(0),
            year,
            yearly,
            year_chip: chip(of_year),
            year_url: format!("{base}&year={}", today.year()),
            url: base,
        }
    }
}

impl QuotaRow {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            unit: "市药监局".into(),
            url: "/console/quota?site=5".into(),
            week: 2,
            weekly: 3,
            week_chip: chip(Light::Yellow),
            week_bar: Light::Yellow.bar().into(),
            week_width: width(2, 3),
            year_bar: Light::Green.bar().into(),
            year_width: width(131, 150),
            missing: 1,
            year: 131,
            yearly: 150,
            year_chip: chip(Light::Green),
            year_url: "/console/quota?site=5&year=2026".into(),
        }
    }
}

/// What of a unit is listed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Listed {
    Week(NaiveDate),
    Year(i32),
}

impl QuotaPage {
    pub(super) async fn load(
        hub: &HubRead,
        site: &Site,
        portal: SiteId,
        (opened, light): (Option<Sender>, Option<Light>),
        listed: Listed,
    ) -> Result<Self> {
        let today = beijing::day(hub.now());
        let only = (site.id != portal).then_some(Sender::Site(site.id.0));
        let all = standings(hub, portal, only, today, WEEKS).await?;
        let of = |wanted: Option<Light>| {
            let all = all.iter();
            all.filter(move |each| wanted.is_none_or(|wanted| each.light(today) == wanted))
        };
        let filter = |wanted: Option<Light>| Filter {
            title: wanted.map_or("全部", Light::title).into(),
            url: wanted.map_or_else(|| site.url("/console/quota"), |light| quota_url(site, light)),
            current: wanted == light,
            count: of(wanted).count() as u64,
        };
        let filters = [None, Some(Light::Red), Some(Light::Yellow), Some(Light::Green)].map(filter);
        let rows: Vec<_> = of(light).map(|each| QuotaRow::of(site, each, today)).collect();
        let wanted = only.or(opened);
        let shown = match all.iter().find(|each| Some(each.sender) == wanted) {
            Some(standing) => Some(QuotaShow::load(hub, site, standing, today, listed).await?),
            None => None,
        };
        Ok(Self {
            filters: if only.is_some() {
                Vec::new()
            } else {
                filters.to_vec()
            },
            quotas: !all.is_empty(),
            height: rows.len() * STEP + 8,
            line: 200 + BAR,
            rows,
            shown,
            terms_url: None,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let row = QuotaRow::sample();
        let week = Week {
            name: "2026-W47".into(),
            short: "11-16".into(),
            out: 2,
            owed: 3,
            chip: chip(Light::Yellow),
            bar: Light::Yellow.bar().into(),
            x: 8,
            y: 23,
            height: 47,
            owed_y: 0,
            url: "/console/quota?site=5&week=2026-11-16".into(),
        };
        Self {
            filters: vec![Filter {
                title: "全部".into(),
                url: "/console/quota".into(),
                current: true,
                count: 1,
            }],
            quotas: true,
            height: STEP + 8,
            line: 200 + BAR,
            rows: vec![row],
            shown: Some(QuotaShow {
                unit: "市药监局".into(),
                weeks: vec![week],
                width: 60,
                of: "2026-W47".into(),
                articles: vec![Counted {
                    title: "药店阴凉柜温度抽查结果公布".into(),
                    at: "2026-11-18 09:30".into(),
                }],
            }),
            terms_url: Some("/console/ledger/terms".into()),
        }
    }
}

impl QuotaShow {
    async fn load(
        hub: &HubRead,
        site: &Site,
        standing: &Standing,
        today: NaiveDate,
        listed: Listed,
    ) -> Result<Self> {
        let (of, ids) = match listed {
            Listed::Week(monday) => (week_name(monday), standing.of_week(monday)),
            Listed::Year(year) => (format!("{year} 年"), standing.of_year(year)),
        };
        let weeks = weeks(site, standing, today);
        Ok(Self {
            unit: standing.unit.clone(),
            width: i64::try_from(weeks.len()).unwrap_or(0) * 48 + 12,
            weeks,
            of,
            articles: counted(hub, standing, &ids).await?,
        })
    }
}

/// `2026-W47`.
pub(super) fn week_name(monday: NaiveDate) -> String {
    format!("{}", monday.format("%G-W%V"))
}

fn weeks(site: &Site, standing: &Standing, today: NaiveDate) -> Vec<Week> {
    let mondays: Vec<NaiveDate> = (0..WEEKS)
        .rev()
        .filter_map(|back| monday_of(today).checked_sub_days(Days::new(back * 7)))
        .collect();
    let figures: Vec<(NaiveDate, i64, i64)> = mondays
        .into_iter()
        .map(|monday| {
            let owed = standing.owed_in_week(monday);
            (monday, count(&standing.of_week(monday)), owed)
        })
        .collect();
    let most = figures.iter().map(|(_, out, owed)| *out.max(owed)).max();
    let most = most.unwrap_or(1).max(1);
    let base = site.url(&format!("/console/quota?site={}", standing.sender));
    let week = |(n, (monday, out, owed)): (i64, (NaiveDate, i64, i64))| {
        let light = week_light(out, owed, monday, today);
        Week {
            name: week_name(monday),
            short: monday.format("%m-%d").to_string(),
            out,
            owed,
            chip: chip(light),
            bar: light.bar().into(),
            x: n * 48 + 8,
            height: out * HIGH / most,
            y: HIGH - out * HIGH / most + 4,
            owed_y: HIGH - owed * HIGH / most + 4,
            url: format!("{base}&week={monday}"),
        }
    };
    (0..).zip(figures).map(week).collect()
}

/// What is behind a number.
async fn counted(hub: &HubRead, standing: &Standing, ids: &[i64]) -> Result<Vec<Counted>> {
    match (standing.counted, standing.sender) {
        (What::Articles, Sender::Site(site)) => articles(hub, SiteId(site), ids).await,
        (What::Items, _) => items(hub, ids).await,
        (What::Texts | What::Articles, _) => texts(hub, ids).await,
    }
}

async fn items(hub: &HubRead, ids: &[i64]) -> Result<Vec<Counted>> {
    let rows = hub
        .find::<library::Entity>()
        .filter(library::Column::Id.is_in(ids.iter().copied()))
        .desc(library::Column::PublishedAt)
        .all()
        .await?;
    let counted = |row: library::Model| Counted {
        title: row.title,
        at: beijing::minute(row.published_at),
    };
    Ok(rows.into_iter().map(counted).collect())
}

async fn texts(hub: &HubRead, ids: &[i64]) -> Result<Vec<Counted>> {
    let rows = hub
        .find::<text::Entity>()
        .filter(text::Column::Id.is_in(ids.iter().copied()))
        .desc(text::Column::SentAt)
        .all()
        .await?;
    let counted = |row: text::Model| Counted {
        title: row.title,
        at: row.sent_at.map(beijing::minute).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(counted).collect())
}

async fn articles(hub: &HubRead, site: SiteId, ids: &[i64]) -> Result<Vec<Counted>> {
    let rows = hub
        .find::<article::Entity>()
        .filter(article::Column::SiteId.eq(site.0))
        .filter(article::Column::Id.is_in(ids.iter().copied()))
        .desc(article::Column::FirstPublishedAt)
        .all()
        .await?;
    let live = rows.iter().filter_map(|row| row.live_edition_id);
    let editions = hub
        .find::<edition::Entity>()
        .filter(edition::Column::SiteId.eq(site.0))
        .filter(edition::Column::Id.is_in(live))
        .all()
        .await?;
    let titles: HashMap<i64, String> = editions
        .into_iter()
        .map(|row| (row.article_id, row.title))
        .collect();
    let counted = |row: article::Model| Counted {
        title: titles.get(&row.id).cloned().unwrap_or_default(),
        at: row.first_published_at.map(beijing::minute).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(counted).collect())
}
