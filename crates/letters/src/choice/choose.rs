//! Choosing an answer, or taking it off again. What the public does not see is not chosen; a letter that is hidden later is not shown
//! among the chosen ones either.

use super::entity::{ActiveModel, Column, Entity};
use super::query::is_chosen;
use crate::letter::entity::Model;
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step};
use crate::refusals::NO_PUBLIC_ANSWER;
use kernel::{LetterId, Result, Revision};
use sea_orm::{ColumnTrait, Set};

/// Chooses the answer of a letter, or takes it off. What stands so already stays so.
///
/// # Errors
/// `letter.no_public_answer`; as [`PoolWrite::letter_to_allot`].
pub async fn choose_answer(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    chosen: bool,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    if chosen && (!before.shown || before.answered_on.is_none()) {
        return Err(NO_PUBLIC_ANSWER.into());
    }
    if is_chosen(tx, &before).await? == chosen {
        return Ok(before);
    }
    let step = if chosen {
        let row = ActiveModel {
            site_id: Set(before.site_id),
            letter_id: Set(before.id),
            chosen_by_name: Set(tx.actor().label()),
            chosen_at: Set(tx.now()),
            ..Default::default()
        };
        tx.insert(row).await?;
        "choose"
    } else {
        tx.delete_where::<Entity>(Column::LetterId.eq(before.id)).await?;
        "unchoose"
    };
    tx.keep(&before, before.clone(), Step::new(step)).await
}
