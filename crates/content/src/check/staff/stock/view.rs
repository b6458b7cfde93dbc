//! What the page of the findings shows.

use crate::check::staff::panel::tone;
use proof::{Level, Rule};
use serde::Serialize;
use theme::view::Pager;

/// A figure over the list.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// What is counted.
    pub label: &'static str,
    /// How many.
    pub value: i64,
    /// The list behind it.
    pub url: String,
    /// Tone of `ui.figure`.
    pub tone: &'static str,
}

/// A filter as a link.
#[derive(Clone, Debug, Serialize)]
pub struct Filter {
    /// Words.
    pub title: String,
    /// Its list.
    pub url: String,
    /// The one that holds.
    pub current: bool,
    /// How many; none where it is not counted.
    pub count: Option<i64>,
}

/// A bar of the chart.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    /// What is counted.
    pub title: &'static str,
    /// Its list.
    pub url: String,
    /// Position from above.
    pub y: usize,
    /// Parts: class, position from the left, width.
    pub parts: Vec<(&'static str, i64, i64)>,
    /// How many.
    pub count: i64,
}

/// A finding of the list.
#[derive(Clone, Debug, Serialize)]
pub struct FindingRow {
    /// The article's page; empty on another site than one's own.
    pub url: String,
    /// Headline.
    pub title: String,
    /// The site; empty where there is only one.
    pub site: String,
    /// What rule found it.
    pub rule: &'static str,
    /// How grave it is.
    pub level: &'static str,
    /// Tone of `ui.chip`.
    pub tone: &'static str,
    /// In what part.
    pub field: &'static str,
    /// What stands before.
    pub before: String,
    /// The words.
    pub words: String,
    /// What stands behind.
    pub after: String,
    /// What is wrong.
    pub why: String,
    /// List and version; may be empty.
    pub list: String,
    /// When it was found.
    pub at: String,
}

/// A run over the stock.
#[derive(Clone, Debug, Serialize)]
pub struct ScanRow {
    /// Site; empty where there is only one.
    pub site: String,
    /// Why it ran.
    pub cause: String,
    /// Began.
    pub at: String,
    /// 进行中, 完成 …
    pub state: &'static str,
    /// Tone of `ui.chip`.
    pub tone: &'static str,
    /// Articles passed.
    pub done: i64,
    /// Articles to pass.
    pub total: i64,
    /// Of a hundred.
    pub percent: i64,
    /// Read anew.
    pub checked: i64,
    /// Found in these.
    pub found: i64,
}

/// `content/check_list.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CheckList {
    /// Figures by level.
    pub figures: Vec<Figure>,
    /// By level.
    pub levels: Vec<Filter>,
    /// By rule.
    pub rules: Vec<Filter>,
    /// By site; empty where there is only one.
    pub sites: Vec<Filter>,
    /// Findings by rule.
    pub bars: Vec<Bar>,
    /// Findings.
    pub rows: Vec<FindingRow>,
    /// Pages of the list.
    pub pager: Pager,
    /// The same list as a file.
    pub csv_url: String,
    /// 复查; null for who may not.
    pub scan_url: Option<String>,
    /// The lists.
    pub lists_url: String,
    /// The last runs.
    pub scans: Vec<ScanRow>,
    /// Whether all sites are shown.
    pub group: bool,
}

const WIDTH: i64 = 340;

/// The bars of what was counted by rule and level, in the order of the rules.
pub(super) fn bars(counts: &[(Rule, Level, i64)], url: impl Fn(Rule) -> String) -> Vec<Bar> {
    let of = |rule: Rule, level: Level| -> i64 {
        let same = counts.iter().filter(|(r, l, _)| *r == rule && *l == level);
        same.map(|(_, _, n)| n).sum()
    };
    let total = |rule: Rule| Level::ALL.into_iter().map(|level| of(rule, level)).sum::<i64>();
    let most = Rule::ALL.into_iter().map(total).max().unwrap_or_default().max(1);
    let shown = Rule::ALL.into_iter().filter(|rule| total(*rule) > 0);
    shown
        .enumerate()
        .map(|(at, rule)| {
            let mut x = 200;
            let mut parts = Vec::new();
            for level in Level::ALL {
                let width = of(rule, level) * WIDTH / most;
                if of(rule, level) > 0 {
                    parts.push((bar(level), x, width.max(2)));
                    x += width.max(2);
                }
            }
            Bar {
                title: rule.title(),
                url: url(rule),
                y: at * 30,
                parts,
                count: total(rule),
            }
        })
        .collect()
}

fn bar(level: Level) -> &'static str {
    match level {
        Level::Block => "bar-red",
        Level::Warn => "bar-yellow",
        Level::Note => "bar-open",
    }
}

pub(super) fn figures(counts: &[(Rule, Level, i64)], url: impl Fn(Level) -> String) -> Vec<Figure> {
    let figure = |level: Level| Figure {
        label: level.title(),
        value: counts
            .iter()
            .filter(|(_, l, _)| *l == level)
            .map(|(_, _, n)| n)
            .sum(),
        url: url(level),
        tone: tone(level),
    };
    Level::ALL.map(figure).to_vec()
}

#[cfg(test)]
impl CheckList {
    pub(crate) fn sample() -> Self {
        let counts = [
            (Rule::WrongWord, Level::Warn, 12),
            (Rule::IdCard, Level::Block, 2),
            (Rule::Sentence, Level::Note, 40),
        ];
        let filter = |title: &str, current| Filter {
            title: title.into(),
            url: "/console/checks?rule=wrong_word".into(),
            current,
            count: Some(12),
        };
        Self {
            figures: figures(&counts, |level| format!("/console/checks?level={}", level.key())),
            levels: vec![filter("全部", true), filter("须确认", false)],
            rules: vec![filter("全部", true), filter("错别字", false)],
            sites: vec![filter("全部站点", true), filter("教育局", false)],
            bars: bars(&counts, |rule| format!("/console/checks?rule={}", rule.key())),
            rows: vec![FindingRow {
                url: "/console/articles/7".into(),
                title: "市民卡办理指南".into(),
                site: "教育局".into(),
                rule: "错别字",
                level: "须确认",
                tone: "warn",
                field: "正文",
                before: "请登录".into(),
                words: "帐号".into(),
                after: "后填写".into(),
                why: "应为“账号”。".into(),
                list: "全站群“错别字”第 3 版".into(),
                at: "2026-11-23 10:00".into(),
            }],
            pager: Pager::for_total(1, 50, 54, "/console/checks"),
            csv_url: "/console/checks/findings.csv".into(),
            scan_url: Some("/console/checks/scan".into()),
            lists_url: "/console/checks/lists".into(),
            scans: vec![ScanRow {
                site: String::new(),
                cause: "词表更新".into(),
                at: "2026-11-23 10:00".into(),
                state: "进行中",
                tone: "wait",
                done: 500,
                total: 2000,
                percent: 25,
                checked: 480,
                found: 54,
            }],
            group: true,
        }
    }

    pub(crate) fn sample_empty() -> Self {
        Self {
            figures: figures(&[], |_| "/console/checks".into()),
            bars: Vec::new(),
            rows: Vec::new(),
            sites: Vec::new(),
            scans: Vec::new(),
            scan_url: None,
            group: false,
            pager: Pager::for_total(1, 50, 0, "/console/checks"),
            ..Self::sample()
        }
    }
}
