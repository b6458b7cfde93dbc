//! Reads of boxes.

use super::{Stage, entity, member};
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::{BoxTextId, Error, PersonId, Result};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// The units at whose boxes a person has a seat.
///
/// # Errors
/// Faults of the database.
pub async fn units_of(read: &SiteRead, person: PersonId) -> Result<Vec<unit::Model>> {
    let seats = read
        .find::<member::Entity>()
        .filter(member::Column::PersonId.eq(person.0))
        .all()
        .await?;
    let units = seats.iter().map(|seat| seat.unit_id);
    read.shared::<unit::Entity>()
        .filter(unit::Column::Id.is_in(units))
        .asc(unit::Column::Id)
        .all()
        .await
}

/// Units without a site, to which a box can be given.
///
/// # Errors
/// Faults of the database.
pub async fn units_without_site(read: &SiteRead) -> Result<Vec<unit::Model>> {
    let sites = read.shared::<site::Entity>().all().await?;
    let housed = sites.iter().filter_map(|row| row.unit_id);
    read.shared::<unit::Entity>()
        .filter(unit::Column::Id.is_not_in(housed))
        .asc(unit::Column::Id)
        .all()
        .await
}

/// Every seat, box by box.
///
/// # Errors
/// Faults of the database.
pub async fn members(read: &SiteRead) -> Result<Vec<member::Model>> {
    read.find::<member::Entity>()
        .asc(member::Column::UnitId)
        .asc(member::Column::Id)
        .all()
        .await
}

/// A text of one of these units.
///
/// # Errors
/// [`Error::NotFound`], also for a text of another unit.
pub async fn find_text(read: &SiteRead, id: BoxTextId, units: &[unit::Model]) -> Result<entity::Model> {
    let text = read
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    if units.iter().any(|unit| unit.id == text.unit_id) {
        Ok(text)
    } else {
        Err(Error::NotFound)
    }
}

/// A page of the texts of units, those changed last first, with the total.
///
/// # Errors
/// Faults of the database.
pub async fn list_texts(
    read: &SiteRead,
    units: &[unit::Model],
    stage: Option<Stage>,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    read.find::<entity::Entity>()
        .filter(entity::Column::UnitId.is_in(units.iter().map(|unit| unit.id)))
        .filter_some(stage, |stage| entity::Column::State.eq(stage.key()))
        .desc(entity::Column::ChangedAt)
        .desc(entity::Column::Id)
        .page(page, size)
        .await
}

/// How many texts of units are in a stage.
///
/// # Errors
/// Faults of the database.
pub async fn count_texts(read: &SiteRead, units: &[unit::Model], stage: Option<Stage>) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter(entity::Column::UnitId.is_in(units.iter().map(|unit| unit.id)))
        .filter_some(stage, |stage| entity::Column::State.eq(stage.key()))
        .count()
        .await
}
