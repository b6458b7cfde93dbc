//! Promising.

use super::{OPEN, entity};
use crate::clock::day;
use crate::letter::entity::Model;
use crate::letter::{State, clean_text, today};
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step};
use crate::refusals::WRONG_STATE;
use crate::reply::writer_name;
use chrono::NaiveDate;
use kernel::{Error, LetterId, Result, Revision};
use sea_orm::Set;

/// The responsible unit promises to put something right by a day. The public reads it.
///
/// # Errors
/// [`Error::Invalid`] without words or with a day that is past; `letter.wrong_state` for a letter that no unit has or that is
/// invalid or archived.
pub async fn make_commitment(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    due: NaiveDate,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let state = State::parse(&before.state);
    let alive = state.is_some_and(|state| state.is_valid() && state != State::Archived);
    let unit = before.unit_id.filter(|_| alive).ok_or(WRONG_STATE)?;
    let words = clean_text(words.trim(), &writer_name(tx, &before).await?);
    if words.is_empty() || words.chars().count() > 500 {
        return Err(Error::field("words", "请写明整改内容，不超过 500 字。"));
    }
    if due < today(tx) {
        return Err(Error::field("until", "完成日期不能早于今天。"));
    }
    let row = entity::ActiveModel {
        site_id: Set(before.site_id),
        letter_id: Set(before.id),
        unit_id: Set(unit),
        round: Set(before.round),
        reply_id: Set(None),
        words: Set(words.clone()),
        due_on: Set(day(due)),
        state: Set(OPEN.into()),
        evidence: Set(String::new()),
        made_by_name: Set(tx.actor().label()),
        made_at: Set(tx.now()),
        ended_by_name: Set(String::new()),
        ended_at: Set(None),
        ..Default::default()
    };
    tx.insert(row).await?;
    let step = Step::new("commit")
        .unit(Some(unit))
        .words(format!("{} 前完成：{words}", day(due)))
        .public();
    tx.keep(&before, before.clone(), step).await
}
