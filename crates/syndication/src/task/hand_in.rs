//! Handing a piece in (交稿). Another piece may take its place until the task is done.

use super::query::{Reader, find, piece};
use super::{State, entity};
use crate::permissions::AnswerTasks;
use crate::refusals::TASK_NOT_OPEN;
use kernel::event::EventBody;
use kernel::{Result, TaskId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;
use uuid::Uuid;

/// Hands a piece in; whoever hands in has accepted.
///
/// # Errors
/// `task.not_open`; [`kernel::Error::Invalid`] on `piece`; [`kernel::Error::NotFound`] for a task of somebody else.
pub async fn hand_in(tx: &mut SiteWrite<AnswerTasks>, who: &Reader, id: TaskId, uid: Uuid) -> Result<()> {
    let task = find(tx, who, id).await?;
    let piece = piece(tx, &task, who, uid).await?;
    let now = tx.now();
    let row = entity::ActiveModel {
        state: Set(State::Handed.key().into()),
        reason: Set(String::new()),
        answered_by_name: Set(tx.actor().label()),
        answered_at: Set(Some(task.answered_at.unwrap_or(now))),
        article_id: Set(piece.article),
        box_text_id: Set(piece.text),
        piece: Set(Some(piece.uid)),
        piece_title: Set(piece.title),
        handed_at: Set(Some(now)),
        ..Default::default()
    };
    let open = [State::Given, State::Accepted, State::Handed].map(State::key);
    let open = entity::Column::Id.eq(id.0).and(entity::Column::State.is_in(open));
    if tx.update_where(row, open).await? == 0 {
        return Err(TASK_NOT_OPEN.into());
    }
    tx.emit_with(
        EventBody::CommissionChanged { uid: Uid(task.uid) },
        &serde_json::json!({ "piece": piece.uid.to_string() }),
    );
    Ok(())
}
