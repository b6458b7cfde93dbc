//! Declining an article (退稿). The unit reads the reason in its ledger.

use super::adopt::{covers, decide};
use super::entity;
use super::{Reason, State};
use crate::permissions::WorkDesk;
use kernel::event::EventBody;
use kernel::{DeskItemId, Result, Uid};
use sea_orm::ColumnTrait;
use store::SiteWrite;

/// Declines a waiting line.
///
/// # Errors
/// `desk.decided`; [`kernel::Error::Forbidden`] outside the grant's channels.
pub async fn decline_item(tx: &mut SiteWrite<WorkDesk>, id: DeskItemId, reason: &Reason) -> Result<()> {
    let line = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    covers(tx, &line)?;
    decide(tx, id, State::Declined, reason.as_str()).await?;
    let decided = EventBody::SubmissionDecided {
        uid: Uid(line.uid),
        adopted: false,
    };
    tx.emit_with(decided, &serde_json::json!({ "reason": reason.as_str() }));
    Ok(())
}
