//! Opening a line (已阅): the unit reads in its ledger that somebody did.

use super::entity;
use crate::permissions::WorkDesk;
use kernel::event::EventBody;
use kernel::{DeskItemId, Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Notes that an editor opened a line; only the first time counts. Answers whether this was it.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a line of another site.
pub async fn see_item(tx: &mut SiteWrite<WorkDesk>, id: DeskItemId) -> Result<bool> {
    let line = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    if line.seen_at.is_some() {
        return Ok(false);
    }
    let row = entity::ActiveModel {
        seen_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let unseen = entity::Column::Id.eq(id.0).and(entity::Column::SeenAt.is_null());
    let first = tx.update_where(row, unseen).await? > 0;
    if first {
        tx.emit(EventBody::SubmissionSeen { uid: Uid(line.uid) });
    }
    Ok(first)
}
