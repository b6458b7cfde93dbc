//! What the page of the ledger's figures shows.

use super::chart::{Bar, MonthRow, Months12, Part, ShareRow, Shares, by_month, shares};
use super::gather::titles;
use super::{Fate, Line, Scope, Sum, by_person, by_unit, gather, sum};
use crate::score::Deed;
use crate::sender::Sender;
use crate::ui::PAGE_SIZE;
use gateway::Site;
use kernel::{Result, SiteId, beijing, csv};
use serde::Serialize;
use store::HubRead;
use theme::view::Pager;

/// A figure and the list behind it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figure {
    /// How many.
    pub count: i64,
    /// The list.
    pub url: String,
}

/// A unit, a person or the total.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TotalRow {
    /// Unit or total.
    pub name: String,
    /// Person, or empty.
    pub person: String,
    /// How many of each deed.
    pub deeds: Vec<Figure>,
    /// Points.
    pub points: Figure,
}

/// A fate as the chart's key and the table's head show it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Fated {
    /// The word.
    pub title: String,
    /// Class of the bar.
    pub bar: String,
}

fn fates() -> Vec<Fated> {
    let fated = |fate: Fate| Fated {
        title: fate.title().into(),
        bar: fate.bar().into(),
    };
    Fate::ALL.map(fated).to_vec()
}

/// A line of the list.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AwardRow {
    /// Day.
    pub day: String,
    /// Headline.
    pub title: String,
    /// Unit.
    pub unit: String,
    /// Person.
    pub person: String,
    /// For what.
    pub deed: String,
    /// How the submission stands now.
    pub state: String,
    /// Points.
    pub points: i64,
    /// Where a credit for it is recorded, or empty.
    pub credit_url: String,
}

/// `syndication/ledger.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LedgerPage {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The deeds' words, as heads of the tables.
    pub deeds: Vec<String>,
    /// By unit; empty on a unit's own site.
    pub units: Vec<TotalRow>,
    /// By person.
    pub people: Vec<TotalRow>,
    /// Everything in the period.
    pub total: TotalRow,
    /// Points by month, with a chart.
    pub months: Months12,
    /// What became of what was sent up, with a chart.
    pub shares: Shares,
    /// The fates' words, as heads of that table.
    pub fates: Vec<Fated>,
    /// What the list is of, or empty for all.
    pub of: String,
    /// The list.
    pub rows: Vec<AwardRow>,
    /// Further pages.
    pub pager: Pager,
    /// The list as CSV.
    pub csv_url: String,
    /// This page.
    pub url: String,
    /// Where points are set, for those who may.
    pub terms_url: Option<String>,
}

fn total_row(base: &str, scope: &Scope, name: &str, person: &str, all: &Sum) -> TotalRow {
    let url = |deed| {
        let scope = Scope {
            deed,
            fate: None,
            ..scope.clone()
        };
        format!("{base}?{}#list", scope.query())
    };
    let deeds = Deed::ALL.into_iter().zip(all.deeds);
    TotalRow {
        name: name.into(),
        person: person.into(),
        deeds: deeds
            .map(|(deed, count)| Figure {
                count: i64::try_from(count).unwrap_or(i64::MAX),
                url: url(Some(deed)),
            })
            .collect(),
        points: Figure {
            count: all.points,
            url: url(None),
        },
    }
}

impl LedgerPage {
    pub(super) async fn load(
        hub: &HubRead,
        site: &Site,
        portal: SiteId,
        (scope, page): (&Scope, u64),
        credits: Option<&str>,
    ) -> Result<Self> {
        let only = (site.id != portal).then_some(Sender::Site(site.id.0));
        let lines = gather(hub, portal, only).await?;
        let whole = Scope {
            sender: None,
            person: None,
            deed: None,
            fate: None,
            ..scope.clone()
        };
        let period: Vec<Line> = lines.into_iter().filter(|line| whole.holds(line)).collect();
        let listed: Vec<&Line> = period.iter().filter(|line| scope.holds(line)).collect();
        let base = site.url("/console/ledger");
        let of_unit = |((id, name), all): ((Sender, &str), Sum)| {
            let scope = Scope {
                sender: Some(id),
                ..whole.clone()
            };
            total_row(&base, &scope, name, "", &all)
        };
        let of_person = |((id, name, person), all): ((Sender, &str, &str), Sum)| {
            let scope = Scope {
                sender: Some(id),
                person: Some(person.to_owned()),
                ..whole.clone()
            };
            total_row(&base, &scope, name, person, &all)
        };
        let units = if only.is_none() {
            by_unit(&period)
        } else {
            Vec::new()
        };
        let total = u64::try_from(listed.len()).unwrap_or(u64::MAX);
        let skip = usize::try_from(page.saturating_sub(1) * PAGE_SIZE).unwrap_or(usize::MAX);
        let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
        let shown: Vec<&Line> = listed.iter().copied().skip(skip).take(size).collect();
        let query = scope.query();
        Ok(Self {
            from: scope.from.to_string(),
            to: scope.to.to_string(),
            deeds: Deed::ALL.map(|deed| deed.title().to_owned()).to_vec(),
            units: units.into_iter().map(of_unit).collect(),
            people: by_person(&period).into_iter().map(of_person).collect(),
            total: total_row(&base, &whole, "合计", "", &sum(&period)),
            of: describe(scope, &listed),
            rows: rows(hub, &shown, credits).await?,
            months: by_month(&base, &whole, &period),
            shares: shares(&base, &whole, &period),
            fates: fates(),
            pager: Pager::for_total(page, PAGE_SIZE, total, &format!("{base}?{query}")),
            csv_url: format!("{}?{query}", site.url("/console/ledger.csv")),
            url: base,
            terms_url: None,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let figure = |count| Figure {
            count,
            url: "/console/ledger?from=2026-01-01&to=2026-11-22#list".into(),
        };
        let row = |name: &str, person: &str| TotalRow {
            name: name.into(),
            person: person.into(),
            deeds: vec![figure(12), figure(9), figure(1), figure(0)],
            points: figure(47),
        };
        Self {
            from: "2026-01-01".into(),
            to: "2026-11-22".into(),
            deeds: Deed::ALL.map(|deed| deed.title().to_owned()).to_vec(),
            units: vec![row("市教育局", "")],
            people: vec![row("市教育局", "林晓岚")],
            total: row("合计", ""),
            months: Months12 {
                bars: vec![Bar {
                    name: "2026-11".into(),
                    points: 47,
                    y: 0,
                    width: 360,
                }],
                height: 36,
                rows: vec![MonthRow {
                    name: "市教育局".into(),
                    months: vec![figure(47)],
                    total: 47,
                }],
            },
            shares: Shares {
                rows: vec![ShareRow {
                    name: "市教育局".into(),
                    sent: figure(12),
                    fates: vec![figure(9), figure(2), figure(1)],
                    parts: vec![Part {
                        bar: Fate::Used.bar().into(),
                        x: 200,
                        width: 270,
                    }],
                    rate: "82%".into(),
                    y: 0,
                }],
                height: 36,
            },
            fates: fates(),
            of: "市教育局 · 门户采用".into(),
            rows: vec![AwardRow {
                day: "2026-11-20".into(),
                title: "紫砂工艺走进八所小学课堂".into(),
                unit: "市教育局".into(),
                person: "林晓岚".into(),
                deed: "门户采用".into(),
                state: "采用".into(),
                points: 2,
                credit_url: "/console/ledger/credits/0190a000-0000-7000-8000-000000000001".into(),
            }],
            pager: Pager::for_total(1, PAGE_SIZE, 1, "/console/ledger"),
            csv_url: "/console/ledger.csv".into(),
            url: "/console/ledger".into(),
            terms_url: Some("/console/ledger/terms".into()),
        }
    }
}

fn describe(scope: &Scope, listed: &[&Line]) -> String {
    let unit = scope
        .sender
        .and_then(|_| listed.first())
        .map(|line| line.unit.clone());
    let deed = scope.deed.map(|deed| deed.title().to_owned());
    let fate = scope.fate.map(|fate| fate.title().to_owned());
    let named = unit.into_iter().chain(scope.person.clone());
    let words: Vec<String> = named.chain(deed).chain(fate).collect();
    words.join(" · ")
}

async fn rows(hub: &HubRead, lines: &[&Line], credits: Option<&str>) -> Result<Vec<AwardRow>> {
    let uids: Vec<uuid::Uuid> = lines.iter().map(|line| line.award.uid).collect();
    let titles = titles(hub, &uids).await?;
    let row = |line: &&Line| AwardRow {
        day: beijing::date(line.award.at),
        title: line
            .title
            .clone()
            .or_else(|| titles.get(&line.award.uid).cloned())
            .unwrap_or_else(|| "（稿件正在入库）".into()),
        unit: line.unit.clone(),
        person: line.person.clone(),
        deed: line.award.deed.title().into(),
        state: line.state.into(),
        points: line.award.points,
        credit_url: credits
            .filter(|_| line.award.deed == Deed::Adopted)
            .map(|base| format!("{base}/{}", line.award.uid))
            .unwrap_or_default(),
    };
    Ok(lines.iter().map(row).collect())
}

/// The list as CSV, every line of the scope.
pub(super) async fn as_csv(hub: &HubRead, site: &Site, portal: SiteId, scope: &Scope) -> Result<String> {
    let only = (site.id != portal).then_some(Sender::Site(site.id.0));
    let lines = gather(hub, portal, only).await?;
    let listed: Vec<&Line> = lines.iter().filter(|line| scope.holds(line)).collect();
    let mut text = String::from(csv::BOM);
    text.push_str(&csv::line([
        "日期",
        "标题",
        "单位",
        "报送人",
        "事项",
        "现状",
        "积分",
    ]));
    for row in rows(hub, &listed, None).await? {
        let points = row.points.to_string();
        text.push_str(&csv::line([
            row.day.as_str(),
            &row.title,
            &row.unit,
            &row.person,
            &row.deed,
            &row.state,
            &points,
        ]));
    }
    Ok(text)
}
