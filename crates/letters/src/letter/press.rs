//! Urging, supervising, instructing (催办 督办 批示).

use super::Move;
use super::entity::Model;
use super::invalidate::reason;
use crate::commitment::open_of;
use crate::duty::{DutyNews, tell_duty};
use crate::permissions::PressLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::press::{Kind, entity as press};
use crate::refusals::WRONG_STATE;
use kernel::{LetterId, Result, Revision};
use sea_orm::{ColumnTrait, Set};

/// Presses the unit that has the letter. Each notice of a kind is one level above the last.
///
/// # Errors
/// [`kernel::Error::Invalid`] without words; `letter.wrong_state` when there is nothing to press for: an answered letter is
/// pressed only for an open promise.
pub async fn press_letter(
    tx: &mut PoolWrite<PressLetters>,
    id: LetterId,
    seen: Revision,
    kind: Kind,
    words: &str,
) -> Result<Model> {
    let before = tx.letter(id, seen).await?;
    if !moved(&before, Move::Press)?.is_open() && open_of(tx, &before).await?.is_empty() {
        return Err(WRONG_STATE.into());
    }
    let words = reason(words)?;
    let earlier = tx
        .find::<press::Entity>()
        .filter(press::Column::LetterId.eq(before.id))
        .filter(press::Column::Kind.eq(kind.key()))
        .count()
        .await?;
    let row = press::ActiveModel {
        site_id: Set(before.site_id),
        letter_id: Set(before.id),
        unit_id: Set(before.unit_id),
        kind: Set(kind.key().into()),
        level: Set(i64::try_from(earlier).unwrap_or(0) + 1),
        level_name: Set(String::new()),
        words: Set(words.clone()),
        made_by_name: Set(tx.actor().label()),
        made_at: Set(tx.now()),
        read_by_name: Set(String::new()),
        read_at: Set(None),
        ..Default::default()
    };
    let row = tx.insert(row).await?;
    if let Some(unit) = before.unit_id {
        tell_duty(tx, &before, unit, DutyNews::Pressed, row.id).await?;
    }
    let step = Step::new(kind.key()).unit(before.unit_id).words(words);
    tx.keep(&before, before.clone(), step).await
}
