//! Former passwords, so that nobody goes back to one.

use super::entity::{ActiveModel, Column, Entity};
use super::rules::MOST_HISTORY;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubWrite};

/// Keeps the hash that is about to be replaced; what is older than any setting asks for is dropped.
///
/// # Errors
/// Faults.
pub(crate) async fn remember(tx: &mut HubWrite, person: i64, hash: &str, now: DateTime<Utc>) -> Result<()> {
    let row = ActiveModel {
        person_id: Set(person),
        hash: Set(hash.to_owned()),
        created_at: Set(now),
        ..Default::default()
    };
    tx.insert(row).await?;
    let kept: Vec<i64> = rows(tx, person, MOST_HISTORY)
        .await?
        .iter()
        .map(|row| row.id)
        .collect();
    let old = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::Id.is_not_in(kept));
    tx.delete_where::<Entity>(old).await?;
    Ok(())
}

/// The hashes of the last `count` former passwords.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn last(db: &HubRead, person: i64, count: usize) -> Result<Vec<String>> {
    Ok(rows(db, person, count)
        .await?
        .into_iter()
        .map(|row| row.hash)
        .collect())
}

async fn rows(db: &HubRead, person: i64, count: usize) -> Result<Vec<super::entity::Model>> {
    db.find::<Entity>()
        .filter(Column::PersonId.eq(person))
        .desc(Column::Id)
        .limit(u64::try_from(count).unwrap_or(u64::MAX))
        .all()
        .await
}
