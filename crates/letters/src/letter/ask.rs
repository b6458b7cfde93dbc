//! Asking the writer (请写信人补充): the clock stands until there is an answer.

use super::Move;
use super::dates::today;
use super::entity::Model;
use super::invalidate::reason;
use super::tell::{News, tell_writer};
use crate::clock::day;
use crate::pause::entity as pause;
use crate::permissions::HandleLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::ASKED_ALREADY;
use kernel::{LetterId, Result, Revision};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, Unique};

const ONE: Unique = Unique {
    name: "uq_letter_pause_site_id_letter_id_open",
    columns: &["letter_pause.site_id", "letter_pause.letter_id"],
};

/// Asks the writer, once a round; only the writer reads the question.
///
/// # Errors
/// [`kernel::Error::Invalid`] without a question; `letter.asked_already`, `letter.wrong_state`.
pub async fn ask_writer(
    tx: &mut PoolWrite<HandleLetters>,
    id: LetterId,
    seen: Revision,
    question: &str,
) -> Result<Model> {
    let before = tx.letter_in_hand(id, seen).await?;
    let to = moved(&before, Move::Ask)?;
    let question = reason(question)?;
    let asked = tx
        .find::<pause::Entity>()
        .filter(pause::Column::SiteId.eq(before.site_id))
        .filter(pause::Column::LetterId.eq(before.id))
        .filter(pause::Column::Round.eq(before.round))
        .exists()
        .await?;
    if asked {
        return Err(ASKED_ALREADY.into());
    }
    let row = pause::ActiveModel {
        site_id: Set(before.site_id),
        letter_id: Set(before.id),
        round: Set(before.round),
        question: Set(question.clone()),
        asked_by_name: Set(tx.actor().label()),
        asked_at: Set(tx.now()),
        asked_on: Set(day(today(tx))),
        answer: Set(String::new()),
        ended_by_name: Set(String::new()),
        ended_at: Set(None),
        ended_on: Set(None),
        days: Set(0),
        ..Default::default()
    };
    tx.insert(row).await.on_unique(ONE, || ASKED_ALREADY)?;
    tell_writer(tx, &before, News::Asked).await?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    let step = Step::new("ask").unit(before.unit_id).words(question);
    tx.keep(&before, letter, step).await
}
