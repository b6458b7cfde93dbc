//! Handing a letter on to another unit (改派): its history stays, its clock goes on, and nobody gains a day by it.

use super::Move;
use super::assign::{give, known_unit};
use super::dates::dates_of_round;
use super::entity::Model;
use super::invalidate::reason;
use crate::handling::{self, LEAD, OPEN, TRANSFERRED};
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::SAME_UNIT;
use kernel::{LetterId, Permission, Result, Revision};
use sea_orm::{ColumnTrait, ExprTrait, Set};

/// Hands a letter on. The public page says where it went, never that somebody wrote to the wrong place.
///
/// # Errors
/// [`kernel::Error::Invalid`] without a reason or a unit; `letter.same_unit`, `letter.wrong_state`.
pub async fn transfer_letter(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    unit: i64,
    words: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    hand_over(tx, &before, unit, words).await
}

/// Hands on what the door let through: the unit itself, or whoever allots the letter and agrees to another unit's claim.
pub(crate) async fn hand_over<P: Permission>(
    tx: &mut PoolWrite<P>,
    before: &Model,
    unit: i64,
    words: &str,
) -> Result<Model> {
    moved(before, Move::Transfer)?;
    let words = reason(words)?;
    let unit = known_unit(tx, unit).await?;
    if before.unit_id == Some(unit.id) {
        return Err(SAME_UNIT.into());
    }
    let mut letter = before.clone();
    letter.unit_id = Some(unit.id);
    let inherited = dates_of_round(tx, before).await?;
    let now = tx.now();
    let ended = handling::entity::ActiveModel {
        state: Set(TRANSFERRED.into()),
        ended_at: Set(Some(now)),
        ended_on: Set(Some(kernel::beijing::date(now))),
        ..Default::default()
    };
    let lead = handling::entity::Column::LetterId
        .eq(before.id)
        .and(handling::entity::Column::Part.eq(LEAD))
        .and(handling::entity::Column::State.eq(OPEN));
    tx.update_where(ended, lead).await?;
    give(tx, &letter, LEAD, unit.id, &words, Some(inherited)).await?;
    let step = Step::new("transfer").unit(Some(unit.id)).words(words).public();
    tx.keep(before, letter, step).await
}
