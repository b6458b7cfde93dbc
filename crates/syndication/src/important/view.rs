//! What the page of important items shows.

use super::entity::{self, own};
use super::form::{ImportantQuery, MarkForm, OwnForm};
use super::measure::{self, Line};
use super::verdict::Verdict;
use crate::ui::{self, Chip, Choice, Filter, PAGE_SIZE};
use chrono::NaiveDate;
use content::placement::entity::{self as placement, LIVE};
use gateway::Site;
use kernel::{Error, Result, SiteId, Uid, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{HubRead, SiteRead};
use theme::view::Pager;

/// Width of a full bar.
const WIDE: usize = 360;
/// Height of a bar's row.
const ROW: usize = 30;
/// Articles offered.
const OFFERED: u64 = 60;
/// Marks offered to be taken back.
const OFFERED_BACK: usize = 60;
/// Sites shown with their figures.
const SITES: usize = 50;

/// `syndication/important.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportantPage {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Where the period goes.
    pub url: String,
    /// The same as CSV.
    pub csv_url: String,
    /// Sites with their figures; of many those with the lowest rates.
    pub sites: Vec<SiteRow>,
    /// How many sites there are, when some are left out.
    pub of_sites: Option<usize>,
    /// Height of the chart.
    pub height: usize,
    /// All sites together.
    pub total: SiteRow,
    /// By verdict.
    pub filters: Vec<Filter>,
    /// Items on sites.
    pub rows: Vec<ItemRow>,
    /// Further pages of them.
    pub pager: Pager,
    /// Whose list it is, or empty for all.
    pub of: String,
    /// Where the form that marks an item goes; on the portal, for who may.
    pub mark_url: Option<String>,
    /// Articles of the portal.
    pub articles: Vec<Choice>,
    /// What was typed.
    pub mark: MarkForm,
    /// What is marked, for who may take a mark back.
    pub marked: Vec<Known>,
    /// Where the form of an own repost goes; elsewhere, for who may.
    pub own_url: Option<String>,
    /// Items that the site does not show.
    pub items: Vec<Choice>,
    /// Own articles.
    pub own_articles: Vec<Choice>,
    /// What was typed.
    pub own: OwnForm,
    /// What was registered, for who may take it back.
    pub registered: Vec<Known>,
    /// The first and the last day as dates.
    #[serde(skip)]
    days: (NaiveDate, NaiveDate),
}

/// A mark or a registration that can be taken back.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Known {
    /// The item's uid.
    pub uid: String,
    /// Its headline.
    pub title: String,
    /// When it was issued, or the own article.
    pub note: String,
    /// Who set it.
    pub by: String,
    /// Where the form goes.
    pub url: String,
}

/// A figure with the list behind it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figure {
    /// How many.
    pub count: usize,
    /// The list.
    pub url: String,
}

/// A site's figures.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SiteRow {
    /// Its name.
    pub name: String,
    /// In time, late, missing, pending.
    pub figures: Vec<Figure>,
    /// Of those whose time is over, how many stood in time: `86%`, or a dash.
    pub rate: String,
    /// The longest beyond the limit, or empty.
    pub longest: String,
    /// Upper edge in the chart.
    pub y: usize,
    /// Width in the chart.
    pub width: usize,
}

/// An item on a site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ItemRow {
    /// Headline.
    pub title: String,
    /// The site's name.
    pub site: String,
    /// When it was issued.
    pub issued: String,
    /// When it stood there.
    pub shown: String,
    /// How it stands.
    pub state: Chip,
    /// How long it took, or by how much it is late.
    pub how_long: String,
}

/// `3 小时 2 分`, `超 2 小时`.
pub(super) fn how_long(verdict: Verdict) -> String {
    match verdict {
        Verdict::InTime(span) => ui::span(span),
        Verdict::Late(span) | Verdict::Missing(span) => format!("超 {}", ui::span(span)),
        Verdict::Pending => String::new(),
    }
}

fn chip(verdict: Verdict) -> Chip {
    match verdict {
        Verdict::InTime(_) => Chip::new("24 小时内显示", "ok"),
        Verdict::Late(_) => Chip::new("超时显示", "warn"),
        Verdict::Missing(_) => Chip::new("超时未显示", "late"),
        Verdict::Pending => Chip::new("未到时限", "wait"),
    }
}

fn site_row(name: &str, lines: &[&Line], address: impl Fn(&str) -> String, n: usize) -> SiteRow {
    let figures: Vec<Figure> = Verdict::KEYS
        .iter()
        .map(|(key, _)| Figure {
            count: lines.iter().filter(|line| line.verdict.key() == *key).count(),
            url: address(key),
        })
        .collect();
    let count = |n: usize| figures.get(n).map_or(0, |figure| figure.count);
    let due = count(0) + count(1) + count(2);
    let longest = lines.iter().filter_map(|line| line.verdict.beyond()).max();
    SiteRow {
        name: name.into(),
        rate: match due {
            0 => "无".into(),
            due => format!("{}%", count(0) * 100 / due),
        },
        longest: longest.map(ui::span).unwrap_or_default(),
        y: n * ROW,
        width: (count(0) * WIDE).checked_div(due).unwrap_or(0),
        figures,
    }
}

impl ImportantPage {
    pub(super) async fn load(
        hub: &HubRead,
        site: &Site,
        portal: SiteId,
        query: &ImportantQuery,
    ) -> Result<Self> {
        let days = query.days(beijing::day(hub.now()));
        let only = (site.id != portal).then_some(site.id);
        let all = measure::lines(hub, days, only).await?;
        let base = site.url("/console/important");
        let span = format!("from={}&to={}", days.0, days.1);
        let address = |site: Option<i64>, state: &str| {
            let mut url = format!("{base}?{span}");
            if let Some(site) = site {
                url += &format!("&site={site}");
            }
            if !state.is_empty() {
                url += &format!("&state={state}");
            }
            url
        };
        let mut of_site: BTreeMap<i64, Vec<&Line>> = BTreeMap::new();
        for line in &all {
            of_site.entry(line.site).or_default().push(line);
        }
        let mut worst: Vec<(&i64, &Vec<&Line>)> = of_site.iter().collect();
        if worst.len() > SITES {
            worst.sort_by_key(|(_, lines)| std::cmp::Reverse(not_in_time(lines)));
            worst.truncate(SITES);
        }
        let sites: Vec<SiteRow> = worst
            .into_iter()
            .enumerate()
            .map(|(n, (id, lines))| {
                let name = lines.first().map_or("", |line| line.name.as_str());
                site_row(name, lines, |state| address(Some(*id), state), n)
            })
            .collect();
        let lines: Vec<&Line> = all.iter().collect();
        let chosen = query.site().map(|site| site.0);
        let here: Vec<&Line> = all
            .iter()
            .filter(|line| chosen.is_none_or(|site| site == line.site))
            .collect();
        let states = std::iter::once(("", "全部")).chain(Verdict::KEYS);
        let filters = states.map(|(key, title)| Filter {
            title: title.into(),
            url: address(chosen, key),
            current: key == query.state,
            count: here
                .iter()
                .filter(|line| key.is_empty() || line.verdict.key() == key)
                .count() as u64,
        });
        let listed: Vec<_> = here
            .iter()
            .filter(|line| query.state.is_empty() || line.verdict.key() == query.state)
            .collect();
        let pager = Pager::for_total(
            query.page(),
            PAGE_SIZE,
            listed.len() as u64,
            &address(chosen, &query.state),
        );
        let before = usize::try_from((pager.page - 1) * PAGE_SIZE).map_err(Error::fault)?;
        let rows = listed
            .iter()
            .skip(before)
            .take(usize::try_from(PAGE_SIZE).map_err(Error::fault)?)
            .map(|line| ItemRow {
                title: line.title.clone(),
                site: line.name.clone(),
                issued: beijing::minute(line.issued_at),
                shown: line.shown_at.map(beijing::minute).unwrap_or_default(),
                state: chip(line.verdict),
                how_long: how_long(line.verdict),
            });
        Ok(Self {
            from: days.0.to_string(),
            to: days.1.to_string(),
            csv_url: format!("{base}.csv?{span}"),
            height: sites.len() * ROW,
            of_sites: (of_site.len() > SITES).then_some(of_site.len()),
            pager,
            days,
            total: site_row("合计", &lines, |state| address(None, state), 0),
            filters: filters.collect(),
            rows: rows.collect(),
            of: chosen
                .and_then(|_| here.first().map(|line| line.name.clone()))
                .unwrap_or_default(),
            sites,
            items: only.map(|_| missing(&all)).unwrap_or_default(),
            url: base,
            ..Self::default()
        })
    }

    /// Offers the portal's articles for marking.
    pub(super) async fn offer_marks(
        &mut self,
        hub: &HubRead,
        read: &SiteRead,
        site: &Site,
        typed: &MarkForm,
    ) -> Result<()> {
        let marked = measure::issued(hub, self.days).await?;
        self.marked = marked
            .into_iter()
            .filter(|row| row.site_id == site.id.0)
            .take(OFFERED_BACK)
            .map(|row| Known {
                uid: Uid(row.uid).to_string(),
                title: row.title,
                note: beijing::minute(row.issued_at),
                by: row.by_name,
                url: site.url("/console/important/remove"),
            })
            .collect();
        self.mark_url = Some(site.url("/console/important"));
        self.articles = articles(read, false).await?;
        self.mark = typed.clone();
        Ok(())
    }

    /// Offers the site's own articles as reposts.
    pub(super) async fn offer_own(
        &mut self,
        hub: &HubRead,
        read: &SiteRead,
        site: &Site,
        typed: &OwnForm,
    ) -> Result<()> {
        self.registered = registered(hub, read, site).await?;
        self.own_url = Some(site.url("/console/important/own"));
        self.own_articles = articles(read, true).await?;
        self.own = typed.clone();
        Ok(())
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let figure = |count| Figure {
            count,
            url: "/console/important?state=late".into(),
        };
        let known = |url: &str| Known {
            uid: "0190a000-0000-7000-8000-000000000001".into(),
            title: "国务院办公厅关于做好冬春季保供工作的通知".into(),
            note: "2026-11-21 09:00".into(),
            by: "周若溪".into(),
            url: url.into(),
        };
        let row = SiteRow {
            name: "市教育局".into(),
            figures: vec![figure(6), figure(1), figure(0), figure(0)],
            rate: "85%".into(),
            longest: "2 小时".into(),
            y: 0,
            width: 300,
        };
        Self {
            from: "2026-01-01".into(),
            to: "2026-11-22".into(),
            url: "/console/important".into(),
            csv_url: "/console/important.csv".into(),
            sites: vec![row.clone()],
            height: ROW,
            total: row,
            filters: vec![Filter {
                title: "全部".into(),
                url: "/console/important".into(),
                current: true,
                count: 1,
            }],
            rows: vec![ItemRow {
                title: "国务院办公厅关于做好冬春季保供工作的通知".into(),
                site: "市教育局".into(),
                issued: "2026-11-21 09:00".into(),
                shown: "2026-11-22 11:00".into(),
                state: Chip::new("超时显示", "warn"),
                how_long: "超 2 小时".into(),
            }],
            mark_url: Some("/console/important".into()),
            articles: vec![Choice::new("1", "通知")],
            own_url: Some("/console/important/own".into()),
            items: vec![Choice::new("1", "通知")],
            own_articles: vec![Choice::new("7", "转载：通知")],
            of_sites: Some(1000),
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/important"),
            marked: vec![known("/console/important/remove")],
            registered: vec![known("/console/important/own/remove")],
            ..Self::default()
        }
    }
}

/// Items that are late or missing on a site: the more, the further up it stands.
fn not_in_time(lines: &[&Line]) -> usize {
    lines
        .iter()
        .filter(|line| line.verdict.beyond().is_some())
        .count()
}

/// What the site registered, newest first.
async fn registered(hub: &HubRead, read: &SiteRead, site: &Site) -> Result<Vec<Known>> {
    let own = read
        .find::<own::Entity>()
        .desc(own::Column::Id)
        .limit(OFFERED)
        .all()
        .await?;
    let items = hub
        .find::<entity::Entity>()
        .filter(entity::Column::Uid.is_in(own.iter().map(|row| row.uid)))
        .all()
        .await?;
    let articles = read
        .find::<placement::Entity>()
        .filter(placement::Column::ArticleId.is_in(own.iter().map(|row| row.article_id)))
        .all()
        .await?;
    let known = |row: own::Model| {
        let item = items.iter().find(|item| item.uid == row.uid)?;
        let article = articles
            .iter()
            .find(|place| place.article_id == Some(row.article_id));
        Some(Known {
            uid: Uid(row.uid).to_string(),
            title: item.title.clone(),
            note: article.map(|place| place.title.clone()).unwrap_or_default(),
            by: row.by_name,
            url: site.url("/console/important/own/remove"),
        })
    };
    Ok(own.into_iter().filter_map(known).collect())
}

/// The items of lines that are not shown, each once.
fn missing(lines: &[Line]) -> Vec<Choice> {
    lines
        .iter()
        .filter(|line| line.shown_at.is_none())
        .map(|line| Choice::new(Uid(line.uid).to_string(), line.title.clone()))
        .collect()
}

/// The newest articles that stand on a site: all by their uid, or its own by their number.
async fn articles(read: &SiteRead, own: bool) -> Result<Vec<Choice>> {
    let mut rows = read
        .find::<placement::Entity>()
        .filter(placement::Column::State.eq(LIVE));
    if own {
        rows = rows.filter(placement::Column::ArticleId.is_not_null());
    }
    let rows = rows
        .desc(placement::Column::PublishedAt)
        .desc(placement::Column::Id)
        .limit(OFFERED)
        .all()
        .await?;
    let choice = |row: placement::Model| match row.article_id {
        Some(article) if own => Choice::new(article.to_string(), row.title),
        _ => Choice::new(Uid(row.uid).to_string(), row.title),
    };
    Ok(rows.into_iter().map(choice).collect())
}
