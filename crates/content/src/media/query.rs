//! Reads of the media library.

use super::{Size, entity};
use kernel::{MediaId, Result};
use sea_orm::ColumnTrait;
use store::SiteRead;

/// This site's files of these hashes.
///
/// # Errors
/// Faults of the database.
pub async fn by_hash(read: &SiteRead, hashes: &[String]) -> Result<Vec<entity::Model>> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    read.find::<entity::Entity>()
        .filter(entity::Column::Hash.is_in(hashes.to_vec()))
        .all()
        .await
}

/// A file of this site.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn get(read: &SiteRead, id: MediaId) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await
}

/// A page of the library, newest first, with the total; `kind` and `words` narrow it.
///
/// # Errors
/// Faults of the database.
pub async fn list(
    read: &SiteRead,
    kind: Option<&str>,
    words: &str,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    let mut query = read
        .find::<entity::Entity>()
        .filter_some(kind, |kind| entity::Column::Kind.eq(kind))
        .desc(entity::Column::Id);
    if !words.is_empty() {
        query = query.filter(
            sea_orm::Condition::any()
                .add(entity::Column::Name.contains(words))
                .add(entity::Column::Alt.contains(words))
                .add(entity::Column::Caption.contains(words)),
        );
    }
    query.page(page, size).await
}

/// The form of a picture that suits a width, or the picture itself: hash and media type.
#[must_use]
pub fn form_for(row: &entity::Model, width: Option<u32>) -> (String, String) {
    let whole = || (row.hash.clone(), row.content_type.clone());
    let Some(width) = width else { return whole() };
    let mut sizes: Vec<Size> = serde_json::from_str(&row.sizes).unwrap_or_default();
    sizes.sort_by_key(|size| size.width);
    match sizes.into_iter().find(|size| size.width >= width) {
        Some(size) => (size.hash, "image/webp".to_owned()),
        None => whole(),
    }
}
