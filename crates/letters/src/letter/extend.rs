//! Extensions (延期说明): explained in public, inside the first limit, not beyond the end.

use super::Move;
use super::clean::clean_text;
use super::dates::{dates_of_round, today};
use super::entity::Model;
use super::invalidate::reason;
use crate::clock::{Terms, day};
use crate::extension::entity as extension;
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::{EXTENDED_ALREADY, EXTENSION_TOO_LATE, EXTENSION_TOO_LONG};
use crate::reply::writer_name;
use chrono::NaiveDate;
use kernel::{Error, LetterId, Result, Revision};
use sea_orm::Set;
use store::{OnUnique, Unique};

const ONCE: Unique = Unique {
    name: "uq_letter_extension_site_id_letter_id_round",
    columns: &[
        "letter_extension.site_id",
        "letter_extension.letter_id",
        "letter_extension.round",
    ],
};

/// Explains why the answer takes longer, and until when.
///
/// # Errors
/// [`Error::Invalid`] without an explanation or with a day that is past; `letter.extension_too_late`,
/// `letter.extension_too_long`, `letter.extended_already`, `letter.wrong_state`.
pub async fn extend_letter(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    until: NaiveDate,
    explanation: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    moved(&before, Move::Extend)?;
    let writer = writer_name(tx, &before).await?;
    let explanation = clean_text(&reason(explanation)?, &writer);
    let Terms { due, hard, .. } = dates_of_round(tx, &before).await?;
    let today = today(tx);
    if today > due {
        return Err(EXTENSION_TOO_LATE.into());
    }
    if until > hard {
        return Err(EXTENSION_TOO_LONG.into());
    }
    if until <= due {
        return Err(Error::field("until", "延期后的日期应晚于原定答复期限。"));
    }
    let row = extension::ActiveModel {
        site_id: Set(before.site_id),
        letter_id: Set(before.id),
        round: Set(before.round),
        unit_id: Set(before.unit_id),
        explanation: Set(explanation.clone()),
        before_on: Set(day(due)),
        until_on: Set(day(until)),
        asked_by_name: Set(tx.actor().label()),
        asked_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await.on_unique(ONCE, || EXTENDED_ALREADY)?;
    let mut letter = before.clone();
    letter.until_on = Some(day(until));
    if before.answered_on.is_none() {
        letter.explained_on = Some(day(today));
    }
    let step = Step::new("extend")
        .unit(before.unit_id)
        .words(explanation)
        .public();
    tx.keep(&before, letter, step).await
}
