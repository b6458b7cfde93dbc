//! What the pages of visits show.

use super::table::Row;
use super::{Figures, Period, Table};
use crate::setting::SettingForm;
use serde::Serialize;

/// A choice as a link.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Choice {
    /// Words.
    pub title: String,
    /// Address.
    pub url: String,
    /// The one that holds.
    pub current: bool,
}

/// A figure over the tables.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Total {
    /// What.
    pub label: &'static str,
    /// How many, as it is read.
    pub value: String,
    /// How it is counted.
    pub note: &'static str,
}

/// A column of the chart by day.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Column {
    /// From the left.
    pub x: f64,
    /// How wide.
    pub width: f64,
    /// From above.
    pub y: f64,
    /// How high.
    pub height: f64,
    /// Day and number, for who points at it.
    pub title: String,
}

/// The views of each day, drawn.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Chart {
    /// Columns.
    pub columns: Vec<Column>,
    /// First day.
    pub first: String,
    /// Last day.
    pub last: String,
    /// The highest column's number.
    pub most: i64,
}

/// A bar beside a row.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bar {
    /// What.
    pub title: String,
    /// From above.
    pub y: usize,
    /// How long.
    pub width: i64,
    /// The number.
    pub text: String,
}

/// A table with its bars.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Part {
    /// The table.
    pub table: Table,
    /// Bars of its first rows.
    pub bars: Vec<Bar>,
}

/// `visits/list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VisitPage {
    /// Which days.
    pub period: String,
    /// Whose figures, on the portal.
    pub scopes: Vec<Choice>,
    /// Periods.
    pub periods: Vec<Choice>,
    /// `group` or `site`.
    pub scope: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The figures.
    pub totals: Vec<Total>,
    /// The views of each day.
    pub chart: Chart,
    /// Tables.
    pub parts: Vec<Part>,
    /// This page.
    pub url: String,
    /// Files.
    pub csv_url: String,
    /// Files.
    pub xlsx_url: String,
    /// Files.
    pub json_url: String,
    /// 设置; null for who may not.
    pub settings_url: Option<String>,
}

/// `visits/settings.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VisitSettings {
    /// What was typed, or what stands.
    pub form: SettingForm,
    /// What pages would say now.
    pub says: String,
    /// This page.
    pub url: String,
    /// The figures.
    pub back: String,
}

const WIDTH: f64 = 700.0;
const HEIGHT: f64 = 160.0;
/// Bars of one table.
const BARS: usize = 12;
const LONGEST: i64 = 360;

impl Chart {
    /// Draws the days.
    #[must_use]
    pub fn of(figures: &Figures) -> Self {
        let days = &figures.by_day;
        let most = days.iter().map(|line| line.views).max().unwrap_or_default();
        // Counts and days are small numbers for a float.
        let step = WIDTH / days.len().max(1) as f64;
        let column = |(at, line): (usize, &super::Line)| {
            let height = if most == 0 {
                0.0
            } else {
                line.views as f64 / most as f64 * HEIGHT
            };
            Column {
                x: tenths(at as f64 * step + step * 0.1),
                width: tenths(step * 0.8),
                y: tenths(HEIGHT + 20.0 - height),
                height: tenths(height),
                title: format!("{}：{} 次", line.title, line.views),
            }
        };
        Self {
            columns: days.iter().enumerate().map(column).collect(),
            first: days.first().map(|line| line.title.clone()).unwrap_or_default(),
            last: days.last().map(|line| line.title.clone()).unwrap_or_default(),
            most,
        }
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

impl Part {
    /// A table with its bars; days have a chart of their own.
    #[must_use]
    pub fn of(table: Table) -> Self {
        if table.title == "每日" {
            return Self {
                table,
                bars: Vec::new(),
            };
        }
        let first = |row: &Row| row.numbers.first().copied().unwrap_or_default();
        let most = table.rows.iter().map(first).max().unwrap_or_default().max(1);
        let bar = |(at, row): (usize, &Row)| Bar {
            title: short(&row.title),
            y: at * 30,
            width: first(row) * LONGEST / most,
            text: first(row).to_string(),
        };
        let bars = table.rows.iter().take(BARS).enumerate().map(bar).collect();
        Self { table, bars }
    }
}

/// As much of a headline as stands beside a bar.
fn short(title: &str) -> String {
    const MOST: usize = 13;
    if title.chars().count() <= MOST {
        return title.to_owned();
    }
    let head: String = title.chars().take(MOST - 1).collect();
    format!("{head}…")
}

/// The figures over the tables.
#[must_use]
pub fn totals(figures: &Figures) -> Vec<Total> {
    let mean = |sum: i64| {
        figures
            .mean(sum)
            .map_or_else(|| "—".to_owned(), |mean| format!("{mean:.1}"))
    };
    vec![
        Total {
            label: "浏览量",
            value: figures.views.to_string(),
            note: "公众打开页面的次数，不含搜索引擎等程序",
        },
        Total {
            label: "独立访客",
            value: figures.visitors.to_string(),
            note: "按日去重后逐日相加，误差约 0.4%",
        },
        Total {
            label: "日均浏览量",
            value: mean(figures.views),
            note: "按期内已到的日数",
        },
        Total {
            label: "日均独立访客",
            value: mean(figures.visitors),
            note: "按期内已到的日数",
        },
    ]
}

impl VisitPage {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let day = |title: &str, views| super::Line {
            title: title.into(),
            path: "/yaowen/".into(),
            views,
            visitors: Some(views / 2),
        };
        let days = vec![
            day("2026-03-01", 812),
            day("2026-03-02", 0),
            day("2026-03-03", 1204),
        ];
        let figures = Figures {
            views: 2016,
            visitors: 1008,
            days: 3,
            channels: days.clone(),
            by_day: days,
            ..Figures::default()
        };
        Self {
            period: "2026-03-01 至 2026-03-03".into(),
            scopes: vec![Choice {
                title: "全站群".into(),
                url: "?scope=group".into(),
                current: true,
            }],
            periods: vec![Choice {
                title: "最近 7 天".into(),
                url: "?from=2026-03-01".into(),
                current: false,
            }],
            scope: "group".into(),
            from: "2026-03-01".into(),
            to: "2026-03-03".into(),
            totals: totals(&figures),
            chart: Chart::of(&figures),
            parts: super::tables(&figures).into_iter().map(Part::of).collect(),
            url: "/console/visits".into(),
            csv_url: "/console/visits.csv".into(),
            xlsx_url: "/console/visits.xlsx".into(),
            json_url: "/console/visits.json".into(),
            settings_url: Some("/console/visits/settings".into()),
        }
    }

    /// The links to periods.
    #[must_use]
    pub fn periods(
        offered: Vec<(&'static str, Period)>,
        now: &Period,
        url: impl Fn(&Period) -> String,
    ) -> Vec<Choice> {
        let choice = |(title, period): (&'static str, Period)| Choice {
            title: title.to_owned(),
            url: url(&period),
            current: period == *now,
        };
        offered.into_iter().map(choice).collect()
    }
}

impl VisitSettings {
    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            form: SettingForm {
                base: "4000000".into(),
                since: "2009-01-01".into(),
                shown: "yes".into(),
                revision: "2".into(),
            },
            says: "自 2009 年 1 月 1 日至昨日，本站累计访问 4,012,345 次".into(),
            url: "/console/visits/settings".into(),
            back: "/console/visits".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_column_reaches_the_top_and_nothing_is_nothing() {
        let page = VisitPage::sample();
        assert_eq!((page.chart.most, page.chart.columns[2].y), (1204, 20.0));
        assert_eq!(page.chart.columns[1].height, 0.0);
        assert!(Chart::of(&Figures::default()).columns.is_empty());
        assert_eq!(short("一二三四五六七八九十一二三四"), "一二三四五六七八九十一二…");
    }
}
