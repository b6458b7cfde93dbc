//! Reads of rules.

use super::entity::{self, ACTIVE};
use kernel::Result;
use sea_orm::ColumnTrait;
use store::SiteRead;

/// The rules at work into this site, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn list_rules(read: &SiteRead) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(ACTIVE))
        .asc(entity::Column::SourceSiteId)
        .asc(entity::Column::Id)
        .all()
        .await
}
