//! Taking a text back from the desk (取回) while nobody decided.

use super::entity;
use super::write::own_text;
use crate::permissions::WriteBox;
use crate::refusals::NOT_OPEN;
use crate::submission::State;
use kernel::event::EventBody;
use kernel::{BoxTextId, Result, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Takes a text back. When the desk decided at the same moment, its decision stands.
///
/// # Errors
/// `submission.not_open`; [`kernel::Error::NotFound`] for a text of another unit.
pub async fn recall_text(tx: &mut SiteWrite<WriteBox>, id: BoxTextId) -> Result<()> {
    let text = own_text(tx, id).await?;
    if !text.sent().is_some_and(State::is_open) {
        return Err(NOT_OPEN.into());
    }
    let row = entity::ActiveModel {
        id: Set(text.id),
        state: Set(State::Recalled.key().into()),
        changed_at: Set(tx.now()),
        ..Default::default()
    };
    tx.update(row).await?;
    tx.emit(EventBody::BoxChanged { uid: Uid(text.uid) });
    Ok(())
}
