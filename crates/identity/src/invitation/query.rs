//! Reading links. The tokens themselves are nowhere to be read.

use super::entity::{Column, Entity, Model};
use chrono::{DateTime, Utc};
use kernel::{PersonId, Result};
use sea_orm::ColumnTrait;
use store::HubRead;

/// The unused links of a person, newest first, also those whose time is over.
///
/// # Errors
/// Faults of the database.
pub async fn unused(db: &HubRead, person: PersonId) -> Result<Vec<Model>> {
    db.find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::UsedAt.is_null())
        .desc(Column::Id)
        .all()
        .await
}

/// Which of these people have a link that works.
///
/// # Errors
/// Faults of the database.
pub async fn waiting(db: &HubRead, people: Vec<i64>, now: DateTime<Utc>) -> Result<Vec<i64>> {
    let rows = db
        .find::<Entity>()
        .filter(Column::PersonId.is_in(people))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}
