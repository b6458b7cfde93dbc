//! Reading boards and classes.

use super::{class, entity};
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use store::HubRead;

/// The boards of a site that take letters.
///
/// # Errors
/// Faults of the database.
pub async fn open_boards(read: &HubRead, site: SiteId) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site.0))
        .filter(entity::Column::Closed.eq(false))
        .asc(entity::Column::Position)
        .asc(entity::Column::Id)
        .all()
        .await
}

/// A board of a site by its word.
///
/// # Errors
/// Faults of the database.
pub async fn board_by_key(read: &HubRead, site: SiteId, key: &str) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::SiteId.eq(site.0))
        .filter(entity::Column::Key.eq(key))
        .one()
        .await
}

/// The classes of a board, in order; the closed ones too.
///
/// # Errors
/// Faults of the database.
pub async fn classes_of(read: &HubRead, board: i64) -> Result<Vec<class::Model>> {
    read.find::<class::Entity>()
        .filter(class::Column::BoardId.eq(board))
        .asc(class::Column::Position)
        .asc(class::Column::Id)
        .all()
        .await
}
