//! Files of forms that were never sent go after a day.

use super::area;
use super::upload::{Column, Entity};
use chrono::Duration;
use kernel::{Actor, Result};
use sea_orm::ColumnTrait;
use store::{Files, HubStore};

/// Hours a form may lie open.
const HOURS: i64 = 24;
/// Files taken away at a time.
const AT_ONCE: u64 = 200;

/// Takes away what hangs on forms that were not sent; answers how many files. Asked for hourly by `serve`.
///
/// # Errors
/// Faults.
pub async fn sweep(hub: &HubStore, files: &Files) -> Result<u64> {
    let read = hub.read();
    let old = Column::CreatedAt.lt(read.now() - Duration::hours(HOURS));
    let rows = read.find::<Entity>().filter(old).limit(AT_ONCE).all().await?;
    let mut gone = 0;
    for row in rows {
        let mut tx = hub.write(Actor::job("letter.sweep")).await?;
        let count = tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
        tx.exempt("letter_upload")?;
        tx.commit().await?;
        if count > 0 {
            files.remove(&area(row.uid), &row.hash).await?;
            gone += count;
        }
    }
    Ok(gone)
}
