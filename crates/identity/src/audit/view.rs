//! What the page of audit records shows.

use super::words;
use crate::membership::view::Choice;
use kernel::beijing;
use serde::Serialize;
use store::audit::entity::Model;
use theme::view::Pager;

/// A record.
#[derive(Clone, Debug, Serialize)]
pub struct AuditRow {
    /// Its number in the chain.
    pub id: i64,
    /// When, to the second.
    pub at: String,
    /// Who, in words.
    pub who: String,
    /// Account, if a person acted.
    pub account: String,
    /// From where, or empty.
    pub from: String,
    /// What, in words.
    pub what: String,
    /// Result in words.
    pub result: String,
    /// Tone of the result's chip.
    pub tone: String,
    /// What it was done to: a person's name, or the subject as it stands.
    pub subject: String,
    /// Further words.
    pub detail: String,
    /// Site, or empty.
    pub site: String,
    /// Request id, or empty.
    pub request: String,
}

impl AuditRow {
    pub(super) fn new(row: Model, site: String, subject: String) -> Self {
        let (result, tone) = words::result(&row.result);
        let at = beijing::local(row.at).format("%Y-%m-%d %H:%M:%S").to_string();
        Self {
            id: row.id,
            at,
            who: row.actor_label,
            account: String::new(),
            from: row.address.unwrap_or_default(),
            what: words::action_title(&row.action),
            result: result.into(),
            tone: tone.into(),
            subject,
            detail: words::detail(&row.detail),
            site,
            request: row.request.unwrap_or_default(),
        }
    }
}

/// A day of the chart and its table.
#[derive(Clone, Debug, Serialize)]
pub struct Day {
    /// The day.
    pub day: String,
    /// Month and day.
    pub short: String,
    /// Records.
    pub all: u64,
    /// Refused or failed.
    pub bad: u64,
    /// Left edge of the bar.
    pub x: u64,
    /// Height of the bar.
    pub height: u64,
    /// Its upper edge.
    pub y: u64,
    /// Height of the refused part.
    pub bad_height: u64,
    /// Its upper edge.
    pub bad_y: u64,
}

/// Height of the chart's bars.
const HIGH: u64 = 80;

/// The chart.
pub(super) fn days(counts: Vec<(String, u64, u64)>) -> Vec<Day> {
    let most = counts.iter().map(|(_, all, _)| *all).max().unwrap_or(0).max(1);
    let scaled = |count: u64| {
        if count == 0 {
            0
        } else {
            (count * HIGH / most).max(2)
        }
    };
    let day = |(n, (day, all, bad)): (usize, (String, u64, u64))| Day {
        short: day.get(5..).unwrap_or_default().to_owned(),
        x: u64::try_from(n).unwrap_or(0) * 40 + 8,
        height: scaled(all),
        y: HIGH - scaled(all),
        bad_height: scaled(bad),
        bad_y: HIGH - scaled(bad),
        day,
        all,
        bad,
    };
    counts.into_iter().enumerate().map(day).collect()
}

/// What is looked for, as it stands in the form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Asked {
    /// Name or address.
    pub who: String,
    /// Action or noun.
    pub what: String,
    /// Site.
    pub site: String,
    /// Result.
    pub result: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Words.
    pub q: String,
}

/// `identity/audit.html`.
#[derive(Clone, Debug, Serialize)]
pub struct AuditShow {
    /// The page's own address.
    pub url: String,
    /// The export's address with the filters.
    pub csv_url: String,
    /// What is looked for.
    pub asked: Asked,
    /// Nouns to choose from.
    pub nouns: Vec<Choice>,
    /// Results to choose from.
    pub results: Vec<Choice>,
    /// Sites to choose from; empty where only the own one is to be seen.
    pub sites: Vec<Choice>,
    /// Records.
    pub rows: Vec<AuditRow>,
    /// Pages.
    pub pager: Pager,
    /// Days, oldest first.
    pub days: Vec<Day>,
    /// Width of the chart.
    pub width: u64,
    /// Days that records are kept in the database.
    pub kept_days: i64,
}

pub(super) fn choice(value: &str, label: &str) -> Choice {
    Choice {
        value: value.into(),
        label: label.into(),
    }
}

impl AuditShow {
    /// For tests of the template.
    #[must_use]
    pub fn sample() -> Self {
        let row = AuditRow {
            id: 42,
            at: "2026-11-22 09:30:12".into(),
            who: "周若溪".into(),
            account: "edu.editor".into(),
            from: "203.0.113.7".into(),
            what: "登录被拒绝".into(),
            result: "拒绝".into(),
            tone: "warn".into(),
            subject: "石静山".into(),
            detail: "原因 没有权限".into(),
            site: "教育局".into(),
            request: "6f1f0c".into(),
        };
        let days = days(vec![("2026-11-21".into(), 12, 2), ("2026-11-22".into(), 30, 0)]);
        Self {
            url: "/console/audit".into(),
            csv_url: "/console/audit.csv".into(),
            asked: Asked::default(),
            nouns: words::nouns().map(|(key, title)| choice(&key, title)).collect(),
            results: vec![
                choice("ok", "成功"),
                choice("refused", "拒绝"),
                choice("failed", "失败"),
            ],
            sites: vec![choice("edu", "陶都市教育局")],
            rows: vec![row],
            pager: Pager::for_total(1, 50, 1, "/console/audit?"),
            width: 96,
            days,
            kept_days: 400,
        }
    }
}
