//! Agreeing to a claim gives the unit the letter; declining leaves it where it is. Both stay in the history.

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{AGREED, DECLINED, OPEN};
use crate::letter::entity::{Column as LetterColumn, Entity as Letters};
use crate::letter::{State, assign_letter, hand_over};
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step};
use crate::refusals::CLAIM_DECIDED;
use kernel::{Error, LetterId, Permission, Result, Revision};
use sea_orm::{ActiveModelTrait, ColumnTrait, ExprTrait, NotSet, Set};

/// Decides a claim.
///
/// # Errors
/// [`Error::NotFound`] for a letter of another desk; [`Error::Forbidden`] for a desk that does not allot it; [`Error::Invalid`]
/// for declining without a reason; `letter.claim_decided`, `letter.wrong_state`.
pub async fn decide_claim(
    tx: &mut PoolWrite<AllotLetters>,
    id: i64,
    agreed: bool,
    opinion: &str,
) -> Result<Model> {
    let claim = tx.find::<Entity>().filter(Column::Id.eq(id)).found().await?;
    let letter = tx
        .find::<Letters>()
        .filter(LetterColumn::Id.eq(claim.letter_id))
        .found()
        .await?;
    if !tx.desk().covers(&letter) {
        return Err(Error::NotFound);
    }
    if !tx.desk().allots(&letter) {
        return Err(Error::Forbidden(AllotLetters::KEY));
    }
    let opinion = opinion.split_whitespace().collect::<Vec<_>>().join(" ");
    let long = opinion.chars().count() > 500;
    if long || (opinion.is_empty() && !agreed) {
        return Err(Error::field("opinion", "请写明不同意的理由，不超过 500 字。"));
    }
    let state = if agreed { AGREED } else { DECLINED };
    let mut decided = claim.clone();
    decided.state = state.into();
    decided.decided_by_name = tx.actor().label();
    decided.decided_at = Some(tx.now());
    decided.opinion.clone_from(&opinion);
    let row = ActiveModel {
        id: NotSet,
        ..ActiveModel::from(decided.clone()).reset_all()
    };
    let open = Column::Id.eq(claim.id).and(Column::State.eq(OPEN));
    if tx.update_where(row, open).await? == 0 {
        return Err(CLAIM_DECIDED.into());
    }
    if !agreed {
        let step = Step::new("claim_declined")
            .unit(Some(claim.unit_id))
            .words(opinion);
        tx.note(&letter, &letter.state, step).await?;
        return Ok(decided);
    }
    let words = if opinion.is_empty() {
        &claim.words
    } else {
        &opinion
    };
    let at_work = letter.state == State::Assigned.key();
    if at_work {
        hand_over(tx, &letter, claim.unit_id, words).await?;
    } else {
        let seen = Revision(letter.revision);
        assign_letter(tx, LetterId(letter.id), seen, claim.unit_id, words).await?;
    }
    // Who else said so hears that it is given.
    let others = ActiveModel {
        state: Set(DECLINED.into()),
        decided_by_name: Set(tx.actor().label()),
        decided_at: Set(Some(tx.now())),
        opinion: Set("已交其他单位办理。".into()),
        ..Default::default()
    };
    let same = Column::LetterId.eq(letter.id).and(Column::State.eq(OPEN));
    tx.update_where(others, same).await?;
    Ok(decided)
}
