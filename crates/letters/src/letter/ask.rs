//! Asking the writer (请写信人补充): the clock stands until there is an answer.

use super::Move;
use super::dates::today;
use super::entity::Model;
use super::invalidate::reason;
use crate::clock::day;
use crate::pause::entity as pause;
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use kernel::{LetterId, Result, Revision};
use sea_orm::Set;

/// Asks the writer; only the writer reads the question.
///
/// # Errors
/// [`kernel::Error::Invalid`] without a question; `letter.wrong_state`.
pub async fn ask_writer(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    question: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let to = moved(&before, Move::Ask)?;
    let question = reason(question)?;
    let row = pause::ActiveModel {
        site_id: Set(before.site_id),
        letter_id: Set(before.id),
        round: Set(before.round),
        question: Set(question.clone()),
        asked_by_name: Set(tx.actor().label()),
        asked_at: Set(tx.now()),
        asked_on: Set(day(today(tx))),
        answer: Set(String::new()),
        ended_by_name: Set(String::new()),
        ended_at: Set(None),
        ended_on: Set(None),
        days: Set(0),
        ..Default::default()
    };
    tx.insert(row).await?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    let step = Step::new("ask").unit(before.unit_id).words(question);
    tx.keep(&before, letter, step).await
}
