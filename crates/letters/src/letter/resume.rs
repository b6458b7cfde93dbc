//! Going on after a question: the writer answered, or the unit goes on without.

use super::Move;
use super::dates::today;
use super::entity::Model;
use super::invalidate::reason;
use crate::clock::{self, Terms, day, parse_day};
use crate::code::Proven;
use crate::handling::{self, LEAD, OPEN};
use crate::pause::entity as pause;
use crate::permissions::{HandleLetters, WriteLetter};
use crate::pool::{PoolWrite, Step, moved};
use chrono::NaiveDate;
use kernel::{Error, LetterId, Permission, Result, Revision};
use sea_orm::{ColumnTrait, Set};

/// The writer answers the question.
///
/// # Errors
/// [`Error::Invalid`] without words; `letter.wrong_state`.
pub async fn answer_question(
    tx: &mut PoolWrite<WriteLetter>,
    letter: &Proven,
    answer: &str,
) -> Result<Model> {
    let answer = answer.trim();
    if answer.is_empty() || answer.chars().count() > 2000 {
        return Err(Error::field("answer", "请填写补充内容，不超过 2000 字。"));
    }
    end_pause(tx, letter, answer, "complete").await
}

/// The unit goes on without an answer.
///
/// # Errors
/// [`Error::Invalid`] without a reason; `letter.wrong_state`.
pub async fn resume_letter(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    reason(words)?;
    end_pause(tx, &before, "", "resume").await
}

async fn end_pause<P: Permission>(
    tx: &mut PoolWrite<P>,
    before: &Model,
    answer: &str,
    step: &'static str,
) -> Result<Model> {
    let to = moved(before, Move::Resume)?;
    let row = tx
        .find::<pause::Entity>()
        .filter(pause::Column::SiteId.eq(before.site_id))
        .filter(pause::Column::LetterId.eq(before.id))
        .filter(pause::Column::EndedAt.is_null())
        .found()
        .await?;
    let (asked, told) = (parse_day(&row.asked_on)?, today(tx));
    let days = (told - asked).num_days().max(0);
    let row = pause::ActiveModel {
        id: Set(row.id),
        answer: Set(answer.to_owned()),
        ended_by_name: Set(tx.actor().label()),
        ended_at: Set(Some(tx.now())),
        ended_on: Set(Some(day(told))),
        days: Set(days),
        ..Default::default()
    };
    tx.update(row).await?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    if before.answered_on.is_none() {
        let terms = before
            .limits()
            .after_pause(clock::calendar()?, &before.terms()?, asked, told);
        letter.put_terms(&terms);
        letter.paused_days += days;
    }
    move_part(tx, before, asked, told).await?;
    tx.keep(before, letter, Step::new(step)).await
}

/// The lead's own dates go on by the same days.
async fn move_part<P: Permission>(
    tx: &mut PoolWrite<P>,
    letter: &Model,
    asked: NaiveDate,
    told: NaiveDate,
) -> Result<()> {
    use handling::entity::{ActiveModel, Column, Entity};
    let parts = tx
        .find::<Entity>()
        .filter(Column::LetterId.eq(letter.id))
        .filter(Column::Part.eq(LEAD))
        .filter(Column::State.eq(OPEN))
        .all()
        .await?;
    for part in parts {
        let terms = Terms {
            due: parse_day(&part.due_on)?,
            hard: parse_day(&part.hard_on)?,
            calendar: part.calendar,
        };
        let terms = letter
            .limits()
            .after_pause(clock::calendar()?, &terms, asked, told);
        let row = ActiveModel {
            id: Set(part.id),
            due_on: Set(day(terms.due)),
            hard_on: Set(day(terms.hard)),
            calendar: Set(terms.calendar),
            ..Default::default()
        };
        tx.update(row).await?;
    }
    Ok(())
}
