//! Reading who answers a unit's letters.

use super::entity::{Column, Entity, Model};
use gateway::site::entity as site;
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use store::HubRead;

/// Handler and deputy of a unit.
///
/// # Errors
/// Faults of the database.
pub async fn of_unit(read: &HubRead, unit: i64) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::UnitId.eq(unit))
        .asc(Column::Id)
        .all()
        .await
}

/// The site on which a unit's people work, if it has one here.
///
/// # Errors
/// Faults of the database.
pub async fn site_of(read: &HubRead, unit: i64) -> Result<Option<SiteId>> {
    let row = read
        .find::<site::Entity>()
        .filter(site::Column::UnitId.eq(unit))
        .asc(site::Column::Id)
        .one()
        .await?;
    Ok(row.map(|row| SiteId(row.id)))
}
