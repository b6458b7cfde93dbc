//! Closing a task that is no longer wanted. What was handed in and adopted stays done.

use super::entity::{self, CLOSED, OPEN};
use crate::permissions::GiveTasks;
use crate::refusals::TASK_CLOSED;
use kernel::event::EventBody;
use kernel::{CommissionId, Error, Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Closes an open task, with a reason that the receivers read.
///
/// # Errors
/// `task.closed`; [`Error::Invalid`] on `reason`; [`Error::NotFound`] for a task of another site.
pub async fn close_commission(tx: &mut SiteWrite<GiveTasks>, id: CommissionId, reason: &str) -> Result<()> {
    let reason = reason.trim();
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "请写明原因，2 至 200 字。"));
    }
    let wanted = entity::Column::Id.eq(id.0);
    let found = tx.find::<entity::Entity>().filter(wanted.clone()).found().await?;
    let row = entity::ActiveModel {
        state: Set(CLOSED.into()),
        close_reason: Set(reason.to_owned()),
        closed_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let open = wanted.and(entity::Column::State.eq(OPEN));
    if tx.update_where(row, open).await? == 0 {
        return Err(TASK_CLOSED.into());
    }
    tx.emit_with(
        EventBody::CommissionChanged { uid: Uid(found.uid) },
        &serde_json::json!({ "closed": reason }),
    );
    Ok(())
}
