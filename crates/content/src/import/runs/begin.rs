//! Opens and closes the report of a run.

use super::entity;
use crate::permissions::ImportArticles;
use kernel::{Granted, Result};
use sea_orm::{Set, Unchanged};
use store::Store;

/// Lines a report keeps; a run over more is told in full at the command line.
const LINES: usize = 50_000;

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Things in the file.
    pub total: u64,
    /// Articles written.
    pub added: u64,
    /// Things not written.
    pub skipped: u64,
    /// One line a thing.
    pub lines: Vec<String>,
}

/// Notes that a run begins; answers its number.
///
/// # Errors
/// Faults of the database.
pub async fn begin_run(
    store: &Store,
    granted: &Granted<ImportArticles>,
    kind: &str,
    source: &str,
) -> Result<i64> {
    let mut tx = store.write(granted.clone()).await?;
    let row = entity::ActiveModel {
        kind: Set(kind.to_owned()),
        source: Set(source.to_owned()),
        by_name: Set(tx.actor().label()),
        begun_at: Set(tx.now()),
        total: Set(0),
        added: Set(0),
        skipped: Set(0),
        report: Set(String::new()),
        ..entity::ActiveModel::default()
    };
    let row = tx.insert(row).await?;
    let detail = serde_json::json!({ "kind": kind, "source": source });
    tx.audit("import.begun", &format!("import:{}", row.id), &detail);
    tx.commit().await?;
    Ok(row.id)
}

/// Writes the report of a run that came to its end.
///
/// # Errors
/// Faults of the database.
pub async fn finish_run(
    store: &Store,
    granted: &Granted<ImportArticles>,
    id: i64,
    outcome: Outcome,
) -> Result<()> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let left = outcome.lines.len().saturating_sub(LINES);
    let mut report = outcome
        .lines
        .into_iter()
        .take(LINES)
        .collect::<Vec<_>>()
        .join("\n");
    if left > 0 {
        report.push_str(&format!("\n……另有 {left} 行，见命令行输出。"));
    }
    let mut tx = store.write(granted.clone()).await?;
    let row = entity::ActiveModel {
        id: Unchanged(id),
        ended_at: Set(Some(tx.now())),
        total: Set(number(outcome.total)),
        added: Set(number(outcome.added)),
        skipped: Set(number(outcome.skipped)),
        report: Set(report.replace('\0', "")),
        ..entity::ActiveModel::default()
    };
    tx.update(row).await?;
    let detail = serde_json::json!({ "added": outcome.added, "skipped": outcome.skipped });
    tx.audit("import.finished", &format!("import:{id}"), &detail);
    tx.commit().await
}
