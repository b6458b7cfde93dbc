//! Help by other units (协办), each with its own clock.

use super::Move;
use super::assign::{give, known_unit};
use super::dates::today;
use super::entity::Model;
use super::invalidate::reason;
use crate::clock::{self, Judgement};
use crate::handling::{self, ASSIST, DONE, OPEN};
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::SAME_UNIT;
use kernel::{Error, LetterId, Result, Revision};
use sea_orm::{ColumnTrait, Set};

/// Calls a unit for help; `words` say what is asked of it.
///
/// # Errors
/// [`Error::Invalid`] without words or a unit; `letter.same_unit` when it leads or helps already; `letter.wrong_state`.
pub async fn call_assist(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    unit: i64,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    moved(&before, Move::Assist)?;
    let words = reason(words)?;
    let unit = known_unit(tx, unit).await?;
    let there = tx
        .find::<handling::entity::Entity>()
        .filter(handling::entity::Column::LetterId.eq(before.id))
        .filter(handling::entity::Column::UnitId.eq(unit.id))
        .filter(handling::entity::Column::State.eq(OPEN))
        .exists()
        .await?;
    if there || before.unit_id == Some(unit.id) {
        return Err(SAME_UNIT.into());
    }
    give(tx, &before, ASSIST, unit.id, &words, None).await?;
    let step = Step::new("assist").unit(Some(unit.id)).words(words).public();
    tx.keep(&before, before.clone(), step).await
}

/// The helping unit has done its part; `opinion` goes to the lead.
///
/// # Errors
/// [`Error::Invalid`] without words; [`Error::NotFound`] when the unit helps no more.
pub async fn contribute(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    opinion: &str,
) -> Result<Model> {
    let before = tx.letter(id, seen).await?;
    let opinion = reason(opinion)?;
    let unit = tx.desk().unit.ok_or(Error::NotFound)?;
    let part = tx
        .find::<handling::entity::Entity>()
        .filter(handling::entity::Column::LetterId.eq(before.id))
        .filter(handling::entity::Column::UnitId.eq(unit))
        .filter(handling::entity::Column::Part.eq(ASSIST))
        .filter(handling::entity::Column::State.eq(OPEN))
        .found()
        .await?;
    let (today, due) = (today(tx), clock::parse_day(&part.due_on)?);
    let result = clock::judge(due, due, None, today);
    let row = handling::entity::ActiveModel {
        id: Set(part.id),
        state: Set(DONE.into()),
        ended_at: Set(Some(tx.now())),
        ended_on: Set(Some(clock::day(today))),
        result: Set(Some(Judgement::key(result).into())),
        opinion: Set(opinion.clone()),
        ..Default::default()
    };
    tx.update(row).await?;
    let step = Step::new("contribute").unit(Some(unit)).words(opinion);
    tx.keep(&before, before.clone(), step).await
}
