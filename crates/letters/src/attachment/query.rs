//! Reading the files of a letter.

pub use super::receive::uploads_of;

use super::entity::{Column, Entity, Model};
use crate::letter::entity as letter;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::HubRead;

/// The files of a letter, in order.
///
/// # Errors
/// Faults of the database.
pub async fn files_of(read: &HubRead, letter: &letter::Model) -> Result<Vec<Model>> {
    read.find::<Entity>()
        .filter(Column::SiteId.eq(letter.site_id))
        .filter(Column::LetterId.eq(letter.id))
        .asc(Column::Id)
        .all()
        .await
}

/// A file of a letter.
///
/// # Errors
/// [`kernel::Error::NotFound`], also for a file of another letter.
pub async fn file_of(read: &HubRead, letter: &letter::Model, id: i64) -> Result<Model> {
    read.find::<Entity>()
        .filter(Column::SiteId.eq(letter.site_id))
        .filter(Column::LetterId.eq(letter.id))
        .filter(Column::Id.eq(id))
        .found()
        .await
}
