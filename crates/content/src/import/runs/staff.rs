//! 导入记录: the list of runs and the report of each.

use super::entity;
use crate::permissions::ImportArticles;
use actix_web::web::{Path, Query};
use gateway::{By, Reply, StaffPage};
use kernel::beijing;
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use theme::view::Pager;

const SIZE: u64 = 30;
/// Lines of a report on one page.
const LINES: usize = 200;

/// A run in the list.
#[derive(Clone, Debug, Serialize)]
pub struct RunRow {
    /// Its report.
    pub url: String,
    /// What was imported.
    pub kind: &'static str,
    /// File or folder.
    pub source: String,
    /// Who ran it.
    pub by: String,
    /// When it began.
    pub at: String,
    /// It came to its end.
    pub ended: bool,
    /// Things in the file.
    pub total: i64,
    /// Articles written.
    pub added: i64,
    /// Things not written.
    pub skipped: i64,
}

/// `content/import_list.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RunList {
    /// Newest first.
    pub rows: Vec<RunRow>,
    /// Pages of the list.
    pub pager: Pager,
}

/// `content/import_show.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RunPage {
    /// The run.
    pub run: RunRow,
    /// The list.
    pub back: String,
    /// When it ended; empty for one that was stopped.
    pub ended_at: String,
    /// Lines of its report.
    pub lines: Vec<String>,
    /// Pages of the report.
    pub pager: Pager,
}

/// Which page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Turn {
    page: String,
}

impl Turn {
    fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).clamp(1, 100_000)
    }
}

/// The runs of this site.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_imports(by: By<ImportArticles>, Query(turn): Query<Turn>) -> Reply {
    let read = by.read();
    let query = read.find::<entity::Entity>().desc(entity::Column::Id);
    let (rows, total) = query.page(turn.page(), SIZE).await?;
    let list = RunList {
        rows: rows.iter().map(|row| shown(&by, row)).collect(),
        pager: Pager::new(
            turn.page(),
            total.div_ceil(SIZE),
            total,
            &by.site.url("/console/imports"),
        ),
    };
    by.page(StaffPage::new("content/import_list.html", list).title("导入记录"))
        .await
}

/// The report of a run.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults of the database or the template.
pub async fn get_import(by: By<ImportArticles>, id: Path<i64>, Query(turn): Query<Turn>) -> Reply {
    let row = by
        .read()
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(*id))
        .found()
        .await?;
    let total = row.report.lines().count();
    let skipped = usize::try_from(turn.page() - 1)
        .unwrap_or_default()
        .saturating_mul(LINES);
    let run = shown(&by, &row);
    let url = run.url.clone();
    let view = RunPage {
        run,
        back: by.site.url("/console/imports"),
        ended_at: row.ended_at.map(beijing::minute).unwrap_or_default(),
        lines: row
            .report
            .lines()
            .skip(skipped)
            .take(LINES)
            .map(str::to_owned)
            .collect(),
        pager: Pager::new(turn.page(), total.div_ceil(LINES) as u64, total as u64, &url),
    };
    by.page(StaffPage::new("content/import_show.html", view).title("导入报告"))
        .await
}

fn shown(by: &By<ImportArticles>, row: &entity::Model) -> RunRow {
    RunRow {
        url: by.site.url(&format!("/console/imports/{}", row.id)),
        kind: row.kind_title(),
        source: row.source.clone(),
        by: row.by_name.clone(),
        at: beijing::minute(row.begun_at),
        ended: row.ended_at.is_some(),
        total: row.total,
        added: row.added,
        skipped: row.skipped,
    }
}

#[cfg(test)]
impl RunList {
    pub(crate) fn sample() -> Self {
        Self {
            rows: vec![
                RunPage::sample().run,
                RunRow {
                    ended: false,
                    ..RunPage::sample().run
                },
            ],
            pager: Pager::default(),
        }
    }

    pub(crate) fn sample_empty() -> Self {
        Self {
            rows: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
impl RunPage {
    pub(crate) fn sample() -> Self {
        Self {
            run: RunRow {
                url: "/console/imports/1".into(),
                kind: "WordPress",
                source: "old.xml".into(),
                by: "命令行 import".into(),
                at: "2026-11-23 09:30".into(),
                ended: true,
                total: 60,
                added: 55,
                skipped: 5,
            },
            back: "/console/imports".into(),
            ended_at: "2026-11-23 09:31".into(),
            lines: vec![
                "文章 50 篇，页面 10 个：新增 55。".into(),
                "第 1 条 文章：发布".into(),
            ],
            pager: Pager::default(),
        }
    }
}
