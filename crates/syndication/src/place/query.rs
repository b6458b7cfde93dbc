//! Reads of places.

use content::library::entity as library;
use content::media::entity as media;
use content::placement::entity as placement;
use content::placement::kept;
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

/// The item as this site agreed to show it: while it holds a correction, as it was before.
///
/// # Errors
/// Faults of the database.
pub async fn agreed(read: &SiteRead, row: &placement::Model, item: library::Model) -> Result<library::Model> {
    if row.held_version.is_none() {
        return Ok(item);
    }
    let before = read
        .find::<kept::Entity>()
        .filter(kept::Column::PlacementId.eq(row.id))
        .one()
        .await?;
    Ok(match before {
        Some(before) => before.over(item),
        None => item,
    })
}

/// [`list_places`] of those that hold a correction.
pub const HELD: &str = "held";

fn by_state(state: &str) -> sea_orm::sea_query::SimpleExpr {
    if state == HELD {
        placement::Column::HeldVersion.is_not_null()
    } else {
        placement::Column::State.eq(state)
    }
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
        .filter_some(state, by_state)
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
        .filter_some(state, by_state)
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
