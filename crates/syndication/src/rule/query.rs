//! Reads of rules.

use super::entity::{self, ACTIVE};
use kernel::{Result, RuleId};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// A rule at work into this site.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn find_rule(read: &SiteRead, id: RuleId) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::State.eq(ACTIVE))
        .found()
        .await
}

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
