//! Accepting a task, or declining it with a reason.

use super::query::{Reader, find};
use super::{State, entity};
use crate::permissions::AnswerTasks;
use crate::refusals::TASK_NOT_OPEN;
use kernel::event::EventBody;
use kernel::{Error, Result, TaskId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

async fn answer(
    tx: &mut SiteWrite<AnswerTasks>,
    who: &Reader,
    id: TaskId,
    (from, to): (&[State], State),
    reason: &str,
) -> Result<()> {
    let task = find(tx, who, id).await?;
    let row = entity::ActiveModel {
        state: Set(to.key().into()),
        reason: Set(reason.to_owned()),
        answered_by_name: Set(tx.actor().label()),
        answered_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let open = entity::Column::Id
        .eq(id.0)
        .and(entity::Column::State.is_in(from.iter().map(|state| state.key())));
    if tx.update_where(row, open).await? == 0 {
        return Err(TASK_NOT_OPEN.into());
    }
    tx.emit_with(
        EventBody::CommissionChanged { uid: Uid(task.uid) },
        &serde_json::json!({ "state": to.key(), "reason": reason }),
    );
    Ok(())
}

/// Accepts a task; also one that was declined before.
///
/// # Errors
/// `task.not_open`; [`Error::NotFound`] for a task of somebody else.
pub async fn accept_task(tx: &mut SiteWrite<AnswerTasks>, who: &Reader, id: TaskId) -> Result<()> {
    let turn = (&[State::Given, State::Declined][..], State::Accepted);
    answer(tx, who, id, turn, "").await
}

/// Declines a task.
///
/// # Errors
/// `task.not_open`; [`Error::Invalid`] on `reason`; [`Error::NotFound`] for a task of somebody else.
pub async fn decline_task(
    tx: &mut SiteWrite<AnswerTasks>,
    who: &Reader,
    id: TaskId,
    reason: &str,
) -> Result<()> {
    let reason = reason.trim();
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "请写明不接受的理由，2 至 200 字。"));
    }
    let turn = (&[State::Given, State::Accepted][..], State::Declined);
    answer(tx, who, id, turn, reason).await
}
