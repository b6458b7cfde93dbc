//! Changing the terms of a source.

use super::Terms;
use super::entity::{self, SOURCE_URL};
use super::query::kept;
use super::register::{columns, open_channel, tell};
use crate::permissions::ManageSources;
use crate::refusals::SOURCE_EXISTS;
use kernel::Result;
use sea_orm::Set;
use store::{OnUnique, SiteWrite};

/// Sets the terms anew; what came already stays where it is.
///
/// # Errors
/// `source.exists`, `channel.closed`; [`kernel::Error::NotFound`].
pub async fn edit_source(tx: &mut SiteWrite<ManageSources>, id: i64, terms: Terms) -> Result<entity::Model> {
    let before = kept(tx, id).await?;
    if before.channel_id != terms.channel.0 {
        open_channel(tx, terms.channel).await?;
    }
    let moved = before.url != terms.url;
    let mut row = entity::ActiveModel {
        id: Set(id),
        ..columns(tx, terms)
    };
    if moved {
        // Another address knows nothing of the last answer.
        row.etag = Set(None);
        row.last_modified = Set(None);
        row.hold_until = Set(None);
        row.next_at = Set(tx.now());
    }
    let row = tx.update(row).await.on_unique(SOURCE_URL, || SOURCE_EXISTS)?;
    tell(tx, "source.changed", &row);
    Ok(row)
}
