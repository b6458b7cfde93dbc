//! Clearing a file, or blocking it (检查附件).

use super::entity::{ActiveModel, Column, Model};
use super::query::file_of;
use super::{BLOCKED, CLEARED};
use crate::permissions::OpenOriginals;
use crate::pool::{PoolWrite, Step};
use crate::staff::query::find;
use kernel::{Error, LetterId, Result};
use sea_orm::{ColumnTrait, Set};

/// Says of a file that it is what it should be, or that nobody shall open it; a blocked one leaves the public too.
///
/// # Errors
/// [`Error::NotFound`], also for a letter of another desk; [`Error::Invalid`] for blocking without a reason.
pub async fn judge_file(
    tx: &mut PoolWrite<OpenOriginals>,
    letter: LetterId,
    file: i64,
    clear: bool,
    note: &str,
) -> Result<Model> {
    let (letter, _) = find(tx, tx.desk(), letter).await?;
    let before = file_of(tx, &letter, file).await?;
    let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
    if note.chars().count() > 200 {
        return Err(Error::field("note", "说明不超过 200 字。"));
    }
    if !clear && note.is_empty() {
        return Err(Error::field("note", "请写明拦截的原因。"));
    }
    let state = if clear { CLEARED } else { BLOCKED };
    let row = ActiveModel {
        state: Set(state.into()),
        note: Set(note.clone()),
        looked_by_name: Set(tx.actor().label()),
        looked_at: Set(Some(tx.now())),
        shown: Set(clear && before.shown),
        ..Default::default()
    };
    tx.update_where(row, Column::Id.eq(before.id)).await?;
    let step = Step::new(if clear { "file_clear" } else { "file_block" });
    let words = if note.is_empty() {
        before.name.clone()
    } else {
        format!("{}（{note}）", before.name)
    };
    let from = letter.state.clone();
    tx.note(&letter, &from, step.words(words)).await?;
    file_of(tx, &letter, file).await
}
