//! Taking a text for replies away. Replies that began with it stay.

use super::entity::{Column, Entity};
use crate::permissions::ManageBoards;
use kernel::event::EventBody;
use kernel::{Error, Result};
use sea_orm::ColumnTrait;
use store::SiteWrite;

/// Takes a text away.
///
/// # Errors
/// [`Error::NotFound`] for a text of another site.
pub async fn remove_phrase(tx: &mut SiteWrite<ManageBoards>, id: i64) -> Result<()> {
    if tx.delete_where::<Entity>(Column::Id.eq(id)).await? == 0 {
        return Err(Error::NotFound);
    }
    tx.emit_with(
        EventBody::LetterTermsChanged,
        &serde_json::json!({ "phrase": id, "removed": true }),
    );
    Ok(())
}
