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

/// A page of the rules at work into this site, by source, and how many there are in all.
///
/// # Errors
/// Faults of the database.
pub async fn list_rules(read: &SiteRead, page: u64, size: u64) -> Result<(Vec<entity::Model>, u64)> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(ACTIVE))
        .asc(entity::Column::SourceSiteId)
        .asc(entity::Column::Id)
        .page(page, size)
        .await
}
