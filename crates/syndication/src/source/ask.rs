//! Asking a source before its time.

use super::query::kept;
use super::register::tell;
use super::{State, entity};
use crate::permissions::ManageSources;
use crate::refusals::SOURCE_PAUSED;
use kernel::Result;
use sea_orm::Set;
use store::SiteWrite;

/// Makes a source due; the poller asks it within seconds, unless it asked to be left alone.
///
/// # Errors
/// `source.paused`; [`kernel::Error::NotFound`].
pub async fn ask_source(tx: &mut SiteWrite<ManageSources>, id: i64) -> Result<entity::Model> {
    let source = kept(tx, id).await?;
    if source.state == State::Paused.key() {
        return Err(SOURCE_PAUSED.into());
    }
    let row = entity::ActiveModel {
        id: Set(id),
        // Whoever asks for one that was given up wants to see what it says now.
        state: Set(State::Active.key().to_owned()),
        next_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    let row = tx.update(row).await?;
    tell(tx, "source.asked", &row);
    Ok(row)
}
