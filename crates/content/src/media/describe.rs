//! Changes the words about a file.

use super::{Words, entity};
use crate::permissions::ManageMedia;
use kernel::{Error, FieldError, MediaId, Result};
use sea_orm::{ColumnTrait, Set, Unchanged};
use store::SiteWrite;

/// Writes alternative text, caption and credit. Articles take the words when they are saved.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] on a text that is too long.
pub async fn describe_media(
    tx: &mut SiteWrite<ManageMedia>,
    id: MediaId,
    words: &Words,
) -> Result<entity::Model> {
    let row = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    for (field, text) in [
        ("alt", &words.alt),
        ("caption", &words.caption),
        ("credit", &words.credit),
    ] {
        if text.chars().count() > 200 {
            return Err(Error::Invalid(vec![FieldError::new(field, "最多 200 字。")]));
        }
    }
    let change = entity::ActiveModel {
        id: Unchanged(row.id),
        alt: Set(words.alt.trim().to_owned()),
        decorative: Set(words.decorative),
        caption: Set(words.caption.trim().to_owned()),
        credit: Set(words.credit.trim().to_owned()),
        ..entity::ActiveModel::default()
    };
    let row = tx.update(change).await?;
    tx.audit("media.described", &row.hash, &serde_json::Value::Null);
    Ok(row)
}
