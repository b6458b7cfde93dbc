//! Rating an answer (评价): the writer's, once a round.

use super::Move;
use super::clean::clean_text;
use super::entity::Model;
use crate::code::Proven;
use crate::permissions::WriteLetter;
use crate::pool::{PoolWrite, Step, moved};
use crate::rating::{Reason, entity as rating};
use crate::refusals::RATED_ALREADY;
use crate::reply::writer_name;
use kernel::{Error, Result};
use sea_orm::Set;
use store::{OnUnique, Unique};

const ONCE: Unique = Unique {
    name: "uq_letter_rating_site_id_letter_id_round",
    columns: &[
        "letter_rating.site_id",
        "letter_rating.letter_id",
        "letter_rating.round",
    ],
};

/// What the writer says.
#[derive(Clone, Debug, Default)]
pub struct Rating {
    /// 1 to 5.
    pub score: i64,
    /// Why not more.
    pub reasons: Vec<Reason>,
    /// In own words.
    pub words: String,
}

/// Takes a rating. 未整改 puts the letter among those answered and not put right.
///
/// # Errors
/// [`Error::Invalid`] for a score off the scale or a bad one without a reason; `letter.rated_already`, `letter.wrong_state`.
pub async fn rate_letter(tx: &mut PoolWrite<WriteLetter>, before: &Proven, given: Rating) -> Result<Model> {
    moved(before, Move::Rate)?;
    if !(1..=5).contains(&given.score) {
        return Err(Error::field("score", "请选择满意程度。"));
    }
    if given.score <= 2 && given.reasons.is_empty() {
        return Err(Error::field("reasons", "请选择不满意的原因。"));
    }
    if given.words.chars().count() > 500 {
        return Err(Error::field("words", "说明不超过 500 字。"));
    }
    let keys: Vec<&str> = Reason::ALL
        .into_iter()
        .filter(|reason| given.reasons.contains(reason))
        .map(Reason::key)
        .collect();
    let writer = writer_name(tx, before).await?;
    let row = rating::ActiveModel {
        site_id: Set(before.site_id),
        letter_id: Set(before.id),
        round: Set(before.round),
        unit_id: Set(before.unit_id),
        score: Set(given.score),
        reasons: Set(keys.join(" ")),
        words: Set(clean_text(given.words.trim(), &writer)),
        implied: Set(false),
        rated_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await.on_unique(ONCE, || RATED_ALREADY)?;
    let mut letter = Model::clone(before);
    // What another unit answered in a later round does not change how the first one stands in the figures.
    if before.figure_unit() == before.unit_id {
        letter.score = Some(given.score);
    }
    letter.unrectified = before.unrectified || given.reasons.contains(&Reason::NotPutRight);
    tx.keep(before, letter, Step::new("rate")).await
}
