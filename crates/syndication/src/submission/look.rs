//! What of the portal's decisions somebody has seen: opening the ledger moves the mark.

use super::looked as entity;
use crate::permissions::ReadSubmissions;
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, PersonId, Result};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::{OnUnique, SiteRead, SiteWrite};

/// What counts as new for whoever never looked.
const AT_FIRST: Duration = Duration::days(7);

/// Since when decisions are new to a person.
///
/// # Errors
/// Faults of the database.
pub async fn last_look(read: &SiteRead, person: PersonId) -> Result<DateTime<Utc>> {
    let row = read
        .find::<entity::Entity>()
        .filter(entity::Column::PersonId.eq(person.0))
        .one()
        .await?;
    Ok(row.map_or_else(|| read.now() - AT_FIRST, |row| row.looked_at))
}

/// Notes that a person looks at the ledger now.
///
/// # Errors
/// [`Error::Busy`] when the same person looks twice at the same moment for the first time; faults.
pub async fn look(tx: &mut SiteWrite<ReadSubmissions>, person: PersonId) -> Result<()> {
    tx.exempt("ledger_look")?;
    let now = tx.now();
    let known = entity::ActiveModel {
        looked_at: Set(now),
        ..Default::default()
    };
    if tx
        .update_where(known, entity::Column::PersonId.eq(person.0))
        .await?
        > 0
    {
        return Ok(());
    }
    let row = entity::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        person_id: Set(person.0),
        looked_at: Set(now),
    };
    let busy = || Error::Busy(std::time::Duration::from_secs(1));
    tx.insert(row).await.on_unique(entity::LOOK, busy)?;
    Ok(())
}
