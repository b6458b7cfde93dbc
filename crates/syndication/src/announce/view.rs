//! What the page of listeners shows.

use super::Kind;
use super::entity::{self, waiting};
use crate::ui::Chip;
use gateway::Site;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use store::SiteRead;

/// `syndication/announce_list.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AnnounceList {
    /// Where the forms go.
    pub action: String,
    /// The kinds, each with its setting.
    pub targets: Vec<TargetRow>,
}

/// A kind of listener.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TargetRow {
    /// What is sent.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// How to fill it in.
    pub help: String,
    /// Where it listens, or what was typed; empty when it is off.
    pub endpoint: String,
    /// Whether it is told anything.
    pub on: bool,
    /// How the last time went.
    pub state: Chip,
    /// When, and what it said.
    pub note: String,
    /// Addresses told so far.
    pub told: i64,
    /// Addresses that wait.
    pub waiting: u64,
    /// The file that proves the key, or empty.
    pub key_url: String,
}

impl AnnounceList {
    /// Loads the page; `typed` stands in the field of its kind.
    pub(super) async fn load(read: &SiteRead, site: &Site, typed: Option<(&str, &str)>) -> Result<Self> {
        let known = read.find::<entity::Entity>().all().await?;
        let mut targets = Vec::new();
        for kind in Kind::ALL {
            let row = known.iter().find(|row| row.kind == kind.key());
            let waiting = match row {
                Some(row) => {
                    let its = waiting::Column::TargetId.eq(row.id);
                    read.find::<waiting::Entity>().filter(its).count().await?
                }
                None => 0,
            };
            let mut shown = row_of(kind, row, waiting);
            if let Some((_, text)) = typed.filter(|(key, _)| *key == kind.key()) {
                text.clone_into(&mut shown.endpoint);
            }
            targets.push(shown);
        }
        Ok(Self {
            action: site.url("/console/announcements"),
            targets,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        let mut targets: Vec<_> = Kind::ALL.iter().map(|kind| row_of(*kind, None, 0)).collect();
        if let Some(first) = targets.first_mut() {
            first.endpoint = "https://engine.example/indexnow".into();
            first.on = true;
            first.state = Chip::new("已接收", "ok");
            first.note = "2026-11-22 10:30".into();
            first.told = 12;
            first.key_url = "http://edu.localhost:8080/0123456789abcdef.txt".into();
        }
        Self {
            action: "/console/announcements".into(),
            targets,
        }
    }
}

fn row_of(kind: Kind, row: Option<&entity::Model>, waiting: u64) -> TargetRow {
    let state = match row.map(|row| (row.told_at, row.status)) {
        None => Chip::new("未启用", "plain"),
        Some((None, _)) => Chip::new("尚未推送", "wait"),
        Some((Some(_), Some(200..=299))) => Chip::new("已接收", "ok"),
        Some((Some(_), _)) => Chip::new("未接收", "warn"),
    };
    let note = row.and_then(|row| {
        let at = beijing::minute(row.told_at?);
        let status = row
            .status
            .map(|status| format!("，答复 {status}"))
            .unwrap_or_default();
        Some(format!("{at}{status} {}", row.finding))
    });
    TargetRow {
        kind: kind.key().into(),
        title: kind.title().into(),
        help: kind.help().into(),
        endpoint: row.map(|row| row.endpoint.clone()).unwrap_or_default(),
        on: row.is_some(),
        state,
        note: note.unwrap_or_default(),
        told: row.map_or(0, |row| row.told),
        waiting,
        key_url: row
            .filter(|row| !row.secret.is_empty())
            .map(|row| format!("{}/{}.txt", row.base, row.secret))
            .unwrap_or_default(),
    }
}
