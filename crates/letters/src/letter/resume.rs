//! Going on after a question: the writer answered, or the unit goes on without.

use super::Move;
use super::clean::clean_text;
use super::dates::{dates_of_round, limits_now, open_question, today};
use super::entity::Model;
use super::event;
use super::invalidate::reason;
use crate::attachment::claim_files;
use crate::clock::{self, day, parse_day};
use crate::code::{Proven, Submission};
use crate::handling::{self, LEAD, OPEN};
use crate::pause::{answer, entity as pause};
use crate::permissions::{HandleLetters, WriteLetter};
use crate::pool::{PoolWrite, Step, moved};
use crate::reply::writer_name;
use chrono::{Days, NaiveDate};
use kernel::{Error, LetterId, Permission, Result, Revision};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::HubRead;

/// The step of an answer.
const COMPLETE: &str = "complete";

/// The writer answers the question; the files that hang on the form `files` become the letter's and stand with this step.
///
/// # Errors
/// [`Error::Invalid`] without words; `letter.wrong_state`.
pub async fn answer_question(
    tx: &mut PoolWrite<WriteLetter>,
    letter: &Proven,
    answer: &str,
    files: Option<&Submission>,
) -> Result<Model> {
    let answer = answer.trim();
    if answer.is_empty() || answer.chars().count() > 2000 {
        return Err(Error::field("answer", "请填写补充内容，不超过 2000 字。"));
    }
    let after = end_pause(tx, letter, answer, (COMPLETE, "")).await?;
    let writer = writer_name(tx, &after).await?;
    let step = newest_step(tx, &after, COMPLETE).await?;
    claim_files(tx, &after, files, (&writer, step)).await?;
    Ok(after)
}

/// The step that was just written.
async fn newest_step(read: &HubRead, letter: &Model, step: &str) -> Result<Option<i64>> {
    let row = read
        .find::<event::Entity>()
        .filter(event::Column::SiteId.eq(letter.site_id))
        .filter(event::Column::LetterId.eq(letter.id))
        .filter(event::Column::Step.eq(step))
        .desc(event::Column::Id)
        .one()
        .await?;
    Ok(row.map(|row| row.id))
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
    let words = reason(words)?;
    end_pause(tx, &before, "", ("resume", &words)).await
}

/// Ends the question under way and writes the step with its words.
pub(super) async fn end_pause<P: Permission>(
    tx: &mut PoolWrite<P>,
    before: &Model,
    answer: &str,
    (step, words): (&'static str, &str),
) -> Result<Model> {
    let to = moved(before, Move::Resume)?;
    let Some((asked, told)) = end_question(tx, before, answer).await? else {
        return Err(Error::NotFound);
    };
    let mut letter = before.clone();
    letter.state = to.key().into();
    give_back(tx, &mut letter, asked, told).await?;
    tx.keep(before, letter, Step::new(step).words(words)).await
}

/// Ends the question under way, if there is one: from which day to which it gives days back.
pub(super) async fn end_question<P: Permission>(
    tx: &mut PoolWrite<P>,
    letter: &Model,
    answer: &str,
) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let Some(row) = open_question(tx, letter).await? else {
        return Ok(None);
    };
    let (asked, today) = (parse_day(&row.asked_on)?, today(tx));
    let cleaned = keep_answer(tx, letter, row.id, answer).await?;
    let told = limits_now(tx, letter).await?.told(asked, today);
    let row = pause::ActiveModel {
        id: Set(row.id),
        answer: Set(cleaned),
        ended_by_name: Set(tx.actor().label()),
        ended_at: Set(Some(tx.now())),
        ended_on: Set(Some(day(today))),
        days: Set((told - asked).num_days()),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(Some((asked, told)))
}

/// Puts what the writer answered under lock, and answers its cleaned version for everybody who works on the letter.
async fn keep_answer<P: Permission>(
    tx: &mut PoolWrite<P>,
    letter: &Model,
    pause: i64,
    words: &str,
) -> Result<String> {
    if words.is_empty() {
        return Ok(String::new());
    }
    let row = answer::ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        pause_id: Set(pause),
        words: Set(words.to_owned()),
        ..Default::default()
    };
    tx.insert(row).await?;
    Ok(clean_text(words, &writer_name(tx, letter).await?))
}

/// Lets the dates of letter and lead go on by the days of the question. Who was late when it was put stays late.
async fn give_back<P: Permission>(
    tx: &mut PoolWrite<P>,
    letter: &mut Model,
    asked: NaiveDate,
    told: NaiveDate,
) -> Result<()> {
    let now = dates_of_round(tx, letter).await?;
    let until = letter.until_on.as_deref().map(parse_day).transpose()?;
    if asked > until.unwrap_or(now.due) {
        return Ok(());
    }
    let (limits, calendar) = (letter.limits(), clock::calendar()?);
    let terms = limits.after_pause(calendar, &now, asked, told);
    if let Some(until) = until {
        let days = Days::new(u64::try_from((told - asked).num_days()).unwrap_or(0));
        letter.until_on = Some(day(std::cmp::min(until + days, terms.hard)));
    }
    if letter.answered_on.is_none() {
        letter.put_terms(&terms);
        letter.paused_days += (told - asked).num_days();
    }
    let row = handling::entity::ActiveModel {
        due_on: Set(day(terms.due)),
        hard_on: Set(day(terms.hard)),
        calendar: Set(terms.calendar),
        ..Default::default()
    };
    let lead = handling::entity::Column::LetterId
        .eq(letter.id)
        .and(handling::entity::Column::Part.eq(LEAD))
        .and(handling::entity::Column::State.eq(OPEN));
    tx.update_where(row, lead).await?;
    Ok(())
}
