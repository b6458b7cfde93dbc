//! Taking a source off the register.

use super::query::kept;
use super::register::tell;
use super::{State, entity};
use crate::permissions::ManageSources;
use kernel::Result;
use sea_orm::Set;
use store::SiteWrite;

/// Takes a source off the register; what it brought stays, on the site and on the desk.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn remove_source(tx: &mut SiteWrite<ManageSources>, id: i64) -> Result<entity::Model> {
    kept(tx, id).await?;
    let row = entity::ActiveModel {
        id: Set(id),
        state: Set(State::Removed.key().to_owned()),
        ..entity::ActiveModel::default()
    };
    let row = tx.update(row).await?;
    tell(tx, "source.removed", &row);
    Ok(row)
}
