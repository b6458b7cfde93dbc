//! A notice as lists show it.

use super::entity::{DRAFT, DROPPED, ENDED, Model};
use super::{Kind, Level, Reach};
use chrono::{DateTime, Utc};
use kernel::beijing;
use serde::Serialize;

/// A word with a colour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// The word.
    pub text: String,
    /// Colour and icon.
    pub tone: String,
}

impl Chip {
    fn new(text: &str, tone: &str) -> Self {
        Self {
            text: text.into(),
            tone: tone.into(),
        }
    }
}

/// A row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Line or occasion.
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// 应急公告 · 红色预警, 哀悼.
    pub kind: String,
    /// Over which sites.
    pub reach: String,
    /// From when to when.
    pub time: String,
    /// How it stands.
    pub state: Chip,
    /// Whether a later end waits for its release.
    pub extending: bool,
    /// Its page; empty where there is none for this site.
    pub page: String,
}

impl Row {
    pub(super) fn of(row: &Model, now: DateTime<Utc>, page: String) -> Self {
        Self {
            title: row.title.clone(),
            text: row.body.lines().map(str::to_owned).collect(),
            kind: kind(row),
            reach: reach(row).into(),
            time: time(row),
            state: state(row, now),
            extending: row.runs(now) && row.extend_to.is_some(),
            page,
        }
    }
}

pub(super) fn kind(row: &Model) -> String {
    match Level::parse(&row.level) {
        Some(level) => format!("{} · {}", Kind::Banner.title(), level.title()),
        None => Kind::Grey.title().into(),
    }
}

fn reach(row: &Model) -> &'static str {
    match Reach::parse(&row.reach) {
        Some(Reach::Group) => "全部网站",
        Some(Reach::Chosen) => "选定网站",
        Some(Reach::Own) | None => "本站",
    }
}

/// From when to when, as planned, or as it came when it was cut short.
fn time(row: &Model) -> String {
    let begins = match row.begins_at {
        Some(begins) => beijing::minute(begins),
        None => "核发后".into(),
    };
    let ends = row.ended_at.unwrap_or(row.ends_at);
    format!("{begins} 至 {}", beijing::minute(ends))
}

pub(super) fn state(row: &Model, now: DateTime<Utc>) -> Chip {
    match row.state.as_str() {
        DRAFT => Chip::new("待核发", "warn"),
        DROPPED => Chip::new("已放弃", "plain"),
        ENDED => Chip::new("已结束", "plain"),
        _ if row.shows(now) => Chip::new("正在显示", "live"),
        _ if row.runs(now) => Chip::new("待开始", "wait"),
        _ => Chip::new("已结束", "plain"),
    }
}
