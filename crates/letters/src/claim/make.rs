//! Claiming: the unit says why the letter is its own. Nothing of the letter changes by it.

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{OPEN, may_claim};
use crate::letter::entity::{Column as LetterColumn, Entity as Letters};
use crate::letter::reason;
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step};
use crate::refusals::CLAIMED_ALREADY;
use kernel::{Error, LetterId, Result};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, Unique};

const OPEN_ONCE: Unique = Unique {
    name: "uq_letter_claim_site_id_letter_id_unit_id_open",
    columns: &[
        "letter_claim.site_id",
        "letter_claim.letter_id",
        "letter_claim.unit_id",
    ],
};

/// Says that a letter belongs to the unit of the desk.
///
/// # Errors
/// [`Error::NotFound`] for a letter that the unit may not look at, and for a desk without unit; [`Error::Invalid`] without a
/// reason; `letter.claimed_already`.
pub async fn claim_letter(tx: &mut PoolWrite<HandleLetters>, id: LetterId, words: &str) -> Result<Model> {
    let unit = tx.desk().unit.ok_or(Error::NotFound)?;
    let letter = tx
        .find::<Letters>()
        .filter(LetterColumn::Id.eq(id.0))
        .found()
        .await?;
    if !may_claim(tx, unit, &letter).await? {
        return Err(Error::NotFound);
    }
    let words = reason(words)?;
    let waits = tx
        .find::<Entity>()
        .filter(Column::LetterId.eq(letter.id))
        .filter(Column::UnitId.eq(unit))
        .filter(Column::State.eq(OPEN));
    if waits.exists().await? {
        return Err(CLAIMED_ALREADY.into());
    }
    let row = ActiveModel {
        site_id: Set(letter.site_id),
        letter_id: Set(letter.id),
        unit_id: Set(unit),
        words: Set(words.clone()),
        state: Set(OPEN.into()),
        made_by_name: Set(tx.actor().label()),
        made_at: Set(tx.now()),
        decided_by_name: Set(String::new()),
        decided_at: Set(None),
        opinion: Set(String::new()),
        ..Default::default()
    };
    let claim = tx
        .insert(row)
        .await
        .on_unique(OPEN_ONCE, || Error::from(CLAIMED_ALREADY))?;
    let step = Step::new("claim").unit(Some(unit)).words(words);
    tx.note(&letter, &letter.state, step).await?;
    Ok(claim)
}
