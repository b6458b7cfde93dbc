//! Putting a source to rest, and asking it again.

use super::query::kept;
use super::register::tell;
use super::{State, entity};
use crate::permissions::ManageSources;
use kernel::Result;
use sea_orm::Set;
use store::SiteWrite;

/// Asks a source no more until somebody resumes it.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn pause_source(tx: &mut SiteWrite<ManageSources>, id: i64) -> Result<entity::Model> {
    kept(tx, id).await?;
    let row = entity::ActiveModel {
        id: Set(id),
        state: Set(State::Paused.key().to_owned()),
        ..entity::ActiveModel::default()
    };
    let row = tx.update(row).await?;
    tell(tx, "source.paused", &row);
    Ok(row)
}

/// Asks a source again that was paused or given up: now, and with its failures forgotten.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn resume_source(tx: &mut SiteWrite<ManageSources>, id: i64) -> Result<entity::Model> {
    kept(tx, id).await?;
    let row = entity::ActiveModel {
        id: Set(id),
        state: Set(State::Active.key().to_owned()),
        failures: Set(0),
        failing_since: Set(None),
        next_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    let row = tx.update(row).await?;
    tell(tx, "source.resumed", &row);
    Ok(row)
}
