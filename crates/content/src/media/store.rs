//! Stores a prepared file: bytes by hash first, then the row.

use super::entity::{self, MEDIA_HASH};
use super::{Prepared, Size};
use crate::permissions::ManageMedia;
use kernel::event::EventBody;
use kernel::{Error, Includes, Result};
use sea_orm::{ColumnTrait, Set};
use std::time::Duration;
use store::{Files, OnUnique, SiteWrite};

/// Where the bytes of media lie among the files.
pub const AREA: &str = "media";

/// Words about a file.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// For those who do not see it.
    pub alt: String,
    /// It says nothing that needs words.
    pub decorative: bool,
    /// Under the picture.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// A prepared file whose bytes are kept already.
pub struct Kept {
    hash: String,
    sizes: Vec<Size>,
    file: Prepared,
}

impl Kept {
    /// SHA-256 of the bytes kept, hex.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// Keeps the bytes. Runs before the transaction; bytes without a row are harmless and found again by hash.
///
/// # Errors
/// [`Error::ReadOnly`] on a full disk; faults.
pub async fn keep(files: &Files, file: Prepared) -> Result<Kept> {
    let hash = files.put(AREA, file.bytes.clone()).await?;
    let mut sizes = Vec::new();
    for (width, height, bytes) in &file.sizes {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        sizes.push(Size {
            width: *width,
            height: *height,
            size,
            hash: files.put(AREA, bytes.clone()).await?,
        });
    }
    Ok(Kept { hash, sizes, file })
}

/// Enters a kept file into the site's library. The same bytes again answer the row that is there.
///
/// # Errors
/// Faults of the database.
pub async fn store_media<P: Includes<ManageMedia>>(
    tx: &mut SiteWrite<P>,
    kept: &Kept,
    words: &Words,
) -> Result<entity::Model> {
    let known = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Hash.eq(kept.hash.as_str()))
        .one()
        .await?;
    if let Some(row) = known {
        tx.audit("media.stored_again", &row.hash, &serde_json::Value::Null);
        return Ok(row);
    }
    let row = entity::ActiveModel {
        hash: Set(kept.hash.clone()),
        name: Set(kept.file.name.clone()),
        kind: Set(kept.file.kind.to_owned()),
        content_type: Set(kept.file.content_type.to_owned()),
        size: Set(i64::try_from(kept.file.bytes.len()).unwrap_or(i64::MAX)),
        width: Set(i64::from(kept.file.width)),
        height: Set(i64::from(kept.file.height)),
        alt: Set(words.alt.trim().to_owned()),
        decorative: Set(words.decorative),
        caption: Set(words.caption.trim().to_owned()),
        credit: Set(words.credit.trim().to_owned()),
        sizes: Set(serde_json::to_string(&kept.sizes).map_err(Error::fault)?),
        public: Set(false),
        created_by: Set(tx.actor().person().map(|person| person.0)),
        created_at: Set(tx.now()),
        ..entity::ActiveModel::default()
    };
    let stored = tx.insert(row).await;
    let row = stored.on_unique(MEDIA_HASH, || Error::Busy(Duration::from_millis(100)))?;
    tx.emit(EventBody::MediaStored {
        hash: row.hash.clone(),
    });
    Ok(row)
}
