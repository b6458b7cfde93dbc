//! Walking the chain.

use super::append::{GENESIS, hash};
use super::entity;
use super::head::Head;
use crate::{HubStore, Store};
use kernel::Result;
use sea_orm::ColumnTrait;

/// What a walk found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ChainReport {
    /// Rows walked.
    pub rows: u64,
    /// What is wrong, in words; empty when the chain is whole.
    pub faults: Vec<String>,
}

/// Walks the whole chain and compares it with the head outside the database.
///
/// # Errors
/// Faults of the database. A broken chain is a finding, not an error.
pub async fn verify(store: &Store, hub: &HubStore) -> Result<ChainReport> {
    let head = Head::read(&store.data().join("audit.head"));
    let read = hub.read();
    let mut report = ChainReport {
        rows: 0,
        faults: Vec::new(),
    };
    let mut previous = GENESIS.to_owned();
    let mut last = 0;
    let mut head_seen = head.is_none();
    loop {
        let rows = read
            .find::<entity::Entity>()
            .filter(entity::Column::Id.gt(last))
            .asc(entity::Column::Id)
            .limit(2000)
            .all()
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.previous != previous {
                report
                    .faults
                    .push(format!("row {} does not follow the row before it", row.id));
            }
            if hash(&row.previous, &row) != row.hash {
                report.faults.push(format!("row {} was changed", row.id));
            }
            if head
                .as_ref()
                .is_some_and(|head| head.id == row.id && head.hash == row.hash)
            {
                head_seen = true;
            }
            previous.clone_from(&row.hash);
            last = row.id;
            report.rows += 1;
        }
    }
    if !head_seen {
        report.faults.push(
            "the head outside the database is not part of the chain: rows were cut off or replaced".into(),
        );
    }
    Ok(report)
}
