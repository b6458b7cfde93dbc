//! Putting a reply before the reviewer.

use super::query::{is_draft, newest};
use super::{SUBMITTED, entity};
use crate::letter::{Move, entity::Model};
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::NO_REPLY;
use kernel::{LetterId, Result, Revision};
use sea_orm::Set;

/// Submits the draft under way.
///
/// # Errors
/// `letter.no_reply`, `letter.wrong_state`.
pub async fn submit_reply(tx: &mut PoolWrite<HandleLetters>, id: LetterId, seen: Revision) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let to = moved(&before, Move::Submit)?;
    let draft = newest(tx, before.id).await?.filter(is_draft).ok_or(NO_REPLY)?;
    let row = entity::ActiveModel {
        id: Set(draft.id),
        state: Set(SUBMITTED.into()),
        submitted_at: Set(Some(tx.now())),
        ..Default::default()
    };
    tx.update(row).await?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    let step = Step::new("submit").unit(before.unit_id);
    tx.keep(&before, letter, step).await
}
