//! Reads of places.

use content::library::entity as library;
use content::media::entity as media;
use content::placement::entity as placement;
use kernel::{PlacementId, Result};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// Pictures offered for a choice.
const PICTURES: u64 = 40;

/// A placed article of this site with the item behind it.
///
/// # Errors
/// [`kernel::Error::NotFound`] also for the site's own articles: they are changed as articles.
pub async fn find_place(read: &SiteRead, id: PlacementId) -> Result<(placement::Model, library::Model)> {
    let row = read
        .find::<placement::Entity>()
        .filter(placement::Column::Id.eq(id.0))
        .filter(placement::Column::LibraryItemId.is_not_null())
        .found()
        .await?;
    let item = read
        .shared::<library::Entity>()
        .filter(library::Column::Id.eq(row.library_item_id.unwrap_or_default()))
        .found()
        .await?;
    Ok((row, item))
}

/// A page of placed articles, those that arrived last first.
///
/// # Errors
/// Faults of the database.
pub async fn list_places(
    read: &SiteRead,
    state: Option<&str>,
    page: u64,
    size: u64,
) -> Result<(Vec<placement::Model>, u64)> {
    read.find::<placement::Entity>()
        .filter(placement::Column::LibraryItemId.is_not_null())
        .filter_some(state, |state| placement::Column::State.eq(state))
        .desc(placement::Column::Id)
        .page(page, size)
        .await
}

/// How many placed articles in a state.
///
/// # Errors
/// Faults of the database.
pub async fn count_places(read: &SiteRead, state: Option<&str>) -> Result<u64> {
    read.find::<placement::Entity>()
        .filter(placement::Column::LibraryItemId.is_not_null())
        .filter_some(state, |state| placement::Column::State.eq(state))
        .count()
        .await
}

/// The newest pictures of this site.
///
/// # Errors
/// Faults of the database.
pub async fn pictures(read: &SiteRead) -> Result<Vec<media::Model>> {
    read.find::<media::Entity>()
        .filter(media::Column::Kind.eq("picture"))
        .desc(media::Column::Id)
        .limit(PICTURES)
        .all()
        .await
}
