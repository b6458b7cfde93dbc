//! Reads of the desk.

use super::State;
use super::entity;
use content::library::entity as library;
use kernel::{DeskItemId, Result};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// A page of the desk in one state: what waits oldest first, what was decided newest first.
///
/// # Errors
/// Faults of the database.
pub async fn list_items(
    read: &SiteRead,
    state: State,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    let found = read
        .find::<entity::Entity>()
        .filter(entity::Column::State.eq(state.key()));
    let ordered = if state == State::Waiting {
        found.asc(entity::Column::ArrivedAt).asc(entity::Column::Id)
    } else {
        found.desc(entity::Column::DecidedAt).desc(entity::Column::Id)
    };
    ordered.page(page, size).await
}

/// How many lines in a state.
///
/// # Errors
/// Faults of the database.
pub async fn count_items(read: &SiteRead, state: State) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(state.key()))
        .count()
        .await
}

/// A line with its text.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a line of another site.
pub async fn find_item(read: &SiteRead, id: DeskItemId) -> Result<(entity::Model, library::Model)> {
    let line = read
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    let wanted = library::Column::Id.eq(line.library_item_id);
    let item = read.shared::<library::Entity>().filter(wanted).found().await?;
    Ok((line, item))
}

/// Whether nobody opened a waiting line yet.
///
/// # Errors
/// Faults of the database.
pub async fn is_unseen(read: &SiteRead, id: DeskItemId) -> Result<bool> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::SeenAt.is_null())
        .filter(entity::Column::State.eq(State::Waiting.key()))
        .exists()
        .await
}

/// How many waiting lines nobody opened.
///
/// # Errors
/// Faults of the database.
pub async fn count_unseen(read: &SiteRead) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter(entity::Column::SeenAt.is_null())
        .filter(entity::Column::State.eq(State::Waiting.key()))
        .count()
        .await
}
