//! The reviewer takes a reply: the writer has the answer, and the result is frozen.

use super::query::{is_submitted, newest};
use super::{PUBLISHED, entity};
use crate::clock::{self, DayCount, Judgement, Terms, day, judge, parse_day};
use crate::extension::entity as extension;
use crate::handling::DONE;
use crate::letter::{
    Move, News, dates_of_round, end_handling, entity::Model, refuse_private, tell_writer, today,
};
use crate::permissions::ReviewReplies;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::{NO_REPLY, SAME_PERSON};
use chrono::NaiveDate;
use kernel::{LetterId, Result, Revision, beijing};
use sea_orm::{ColumnTrait, Set};
use store::HubRead;

/// Releases the reply that was submitted. `shown` is the reviewer's decision whether the public goes on seeing the letter, with the
/// answer: it takes away and never adds. What the allotting desk did not show stays hidden, and so does what its writer
/// wishes private.
///
/// # Errors
/// `letter.same_person`, `letter.no_reply`, `letter.never_public`, `letter.wrong_state`.
pub async fn release_reply(
    tx: &mut PoolWrite<ReviewReplies>,
    id: LetterId,
    seen: Revision,
    shown: bool,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let to = moved(&before, Move::Release)?;
    let reply = newest(tx, before.id)
        .await?
        .filter(is_submitted)
        .ok_or(NO_REPLY)?;
    let reviewer = tx.actor().person();
    if reviewer.is_some() && reply.drafted_by == reviewer.map(|id| id.0) {
        return Err(SAME_PERSON.into());
    }
    if shown {
        refuse_private(tx, &before).await?;
    }
    let row = entity::ActiveModel {
        id: Set(reply.id),
        state: Set(PUBLISHED.into()),
        reviewed_by_name: Set(tx.actor().label()),
        reviewed_by: Set(reviewer.map(|id| id.0)),
        reviewed_at: Set(Some(tx.now())),
        published_at: Set(Some(tx.now())),
        ..Default::default()
    };
    tx.update(row).await?;
    tell_writer(tx, &before, News::Answered).await?;
    let answered = today(tx);
    let Terms { due, hard, .. } = dates_of_round(tx, &before).await?;
    let explained = explained_on(tx, &before).await?;
    let until = before.until_on.as_deref().map(parse_day).transpose()?;
    let result = judge(due, until.unwrap_or(hard).min(hard), explained, answered);
    end_handling(tx, &before, DONE, Some(result.key().into())).await?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    letter.shown = shown && before.shown && before.wants_public;
    if before.answered_on.is_none() {
        freeze(&mut letter, result, answered)?;
        letter.answered_at = Some(tx.now());
    }
    let step = Step::new("answer").unit(before.unit_id).public();
    tx.keep(&before, letter, step).await
}

/// The day on which the extension of this round was explained: the letter's own in the first round.
async fn explained_on(read: &HubRead, letter: &Model) -> Result<Option<NaiveDate>> {
    if letter.round == 1 {
        return letter.explained_on.as_deref().map(parse_day).transpose();
    }
    let row = read
        .find::<extension::Entity>()
        .filter(extension::Column::LetterId.eq(letter.id))
        .filter(extension::Column::Round.eq(letter.round))
        .one()
        .await?;
    Ok(row.map(|row| beijing::day(row.asked_at)))
}

/// Writes the result of the first answer; nothing changes it later.
pub(crate) fn freeze(letter: &mut Model, result: Judgement, answered: NaiveDate) -> Result<()> {
    let received = parse_day(&letter.received_on)?;
    let took = DayCount::Working.between(clock::calendar()?, received, answered);
    letter.answered_on = Some(day(answered));
    letter.result = Some(result.key().into());
    letter.answer_took = Some(took.into());
    Ok(())
}
