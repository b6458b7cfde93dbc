//! Reads of mandates.

use super::entity::{self, ACTIVE, bound};
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// A mandate in force.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn find_mandate(read: &SiteRead, id: i64) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::State.eq(ACTIVE))
        .found()
        .await
}

/// The mandates in force, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn list_mandates(read: &SiteRead) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(ACTIVE))
        .asc(entity::Column::Id)
        .all()
        .await
}

/// The sites that a mandate binds.
///
/// # Errors
/// Faults of the database.
pub async fn bound_sites(read: &SiteRead, id: i64) -> Result<Vec<SiteId>> {
    let rows = read
        .find::<bound::Entity>()
        .filter(bound::Column::MandateId.eq(id))
        .asc(bound::Column::PlaceSiteId)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| SiteId(row.place_site_id)).collect())
}

/// Address name of the channel of a mandate, also of an ended one.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn slug_of(read: &SiteRead, id: i64) -> Result<String> {
    let mandate = read
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .found()
        .await?;
    Ok(mandate.slug)
}
