//! Useless letters and repeats: marked with a reason, never deleted, still counted as received.

use super::dates::today;
use super::entity::{Column, Entity, Model};
use super::resume::end_question;
use super::{Move, State};
use crate::clock;
use crate::handling;
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::DUPLICATE_OF_WHAT;
use kernel::{Error, LetterId, Permission, Result, Revision};
use sea_orm::{ColumnTrait, ExprTrait, Set};

/// What the writer of a repeat is told.
const REPEATS: &str = "与已有来信重复，请以该来信的答复为准";

/// A reason that says something.
pub(crate) fn reason(text: &str) -> Result<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err(Error::field("words", "请写明理由。")),
        1..=500 => Ok(text),
        _ => Err(Error::field("words", "理由不超过 500 字。")),
    }
}

/// Marks a letter as useless (无效).
///
/// # Errors
/// [`Error::Invalid`] without a reason; `letter.wrong_state`: what was answered stays valid.
pub async fn invalidate_letter(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    let to = moved(&before, Move::Invalidate)?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    letter.reason = reason(words)?;
    letter.shown = false;
    end_handling(tx, &letter, handling::DONE, None).await?;
    let step = Step::new("invalidate").words(letter.reason.clone());
    tx.keep(&before, letter, step).await
}

/// Marks a letter as a repeat of another valid one (重复), named by its number.
///
/// # Errors
/// As [`invalidate_letter`]; `letter.duplicate_of_what`.
pub async fn mark_duplicate(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    number: &str,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    let to = moved(&before, Move::MarkDuplicate)?;
    let first = tx
        .find::<Entity>()
        .filter(Column::SiteId.eq(before.site_id))
        .filter(Column::Number.eq(number.trim()))
        .filter(Column::Id.ne(before.id))
        .filter(Column::DuplicateOf.is_null())
        .one()
        .await?
        .filter(|first| State::parse(&first.state).is_some_and(State::is_valid))
        .ok_or(DUPLICATE_OF_WHAT)?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    letter.duplicate_of = Some(first.id);
    // The writer reads the reason; the other letter may be somebody else's and private, so only staff read its number.
    letter.reason = REPEATS.into();
    letter.shown = false;
    end_handling(tx, &letter, handling::DONE, None).await?;
    let step = Step::new("duplicate").words(format!("与 {} 重复", first.number));
    tx.keep(&before, letter, step).await
}

/// Takes the mark back: the letter is valid after all.
///
/// # Errors
/// [`Error::Invalid`] without a reason; `letter.wrong_state`.
pub async fn restore_letter(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    let to = moved(&before, Move::Restore)?;
    let words = reason(words)?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    letter.duplicate_of = None;
    letter.reason = String::new();
    tx.keep(&before, letter, Step::new("restore").words(words)).await
}

/// Ends the part of every unit that still has the letter, in this round, and the question to its writer. `result` is the lead's;
/// who helped is judged by the own day.
pub(crate) async fn end_handling<P: Permission>(
    tx: &mut PoolWrite<P>,
    letter: &Model,
    state: &str,
    result: Option<String>,
) -> Result<()> {
    use handling::entity::{ActiveModel, Column};
    end_question(tx, letter, "").await?;
    let now = tx.now();
    if result.is_some() {
        end_help(tx, letter).await?;
    }
    let row = ActiveModel {
        state: Set(state.into()),
        ended_at: Set(Some(now)),
        ended_on: Set(Some(kernel::beijing::date(now))),
        result: Set(result),
        ..Default::default()
    };
    let theirs = Column::SiteId
        .eq(letter.site_id)
        .and(Column::LetterId.eq(letter.id))
        .and(Column::State.eq(handling::OPEN));
    tx.update_where(row, theirs).await?;
    Ok(())
}

/// Ends what helping units left open, each with its own result.
async fn end_help<P: Permission>(tx: &mut PoolWrite<P>, letter: &Model) -> Result<()> {
    use handling::entity::{ActiveModel, Column, Entity as Part};
    let parts = tx
        .find::<Part>()
        .filter(Column::SiteId.eq(letter.site_id))
        .filter(Column::LetterId.eq(letter.id))
        .filter(Column::Part.eq(handling::ASSIST))
        .filter(Column::State.eq(handling::OPEN))
        .all()
        .await?;
    let (now, today) = (tx.now(), today(tx));
    for part in parts {
        let due = clock::parse_day(&part.due_on)?;
        let row = ActiveModel {
            id: Set(part.id),
            state: Set(handling::DONE.into()),
            ended_at: Set(Some(now)),
            ended_on: Set(Some(clock::day(today))),
            result: Set(Some(clock::judge(due, due, None, today).key().into())),
            ..Default::default()
        };
        tx.update(row).await?;
    }
    Ok(())
}
