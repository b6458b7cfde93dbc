//! A question that its writer leaves open (逾期未补充): the clock does not stand for ever, so the letter goes on by itself.

use super::dates::{limits_now, open_question, today};
use super::entity::Model;
use super::resume::end_pause;
use crate::clock::parse_day;
use crate::permissions::HandleLetters;
use crate::pool::PoolWrite;
use chrono::Days;
use kernel::{Error, LetterId, Result, Revision};

/// Ends a question that is older than a question may stop the clock. What it gives back ends with that day.
///
/// # Errors
/// [`Error::NotFound`] for a letter without such a question; `letter.wrong_state`.
pub async fn lapse_question(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
) -> Result<Model> {
    let before = tx.letter(id, seen).await?;
    let row = open_question(tx, &before).await?.ok_or(Error::NotFound)?;
    let days = limits_now(tx, &before).await?.pause_days;
    if today(tx) <= parse_day(&row.asked_on)? + Days::new(days.into()) {
        return Err(Error::NotFound);
    }
    let words = format!("写信人 {days} 天内没有补充，计时继续");
    end_pause(tx, &before, "", ("resume", &words)).await
}
