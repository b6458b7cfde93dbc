//! Changing the class (分类), with record.

use super::Move;
use super::dates::set_dates;
use super::entity::Model;
use crate::board::query::classes_of;
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step, moved};
use kernel::{Error, LetterId, Result, Revision};

/// Gives a letter another class of its board, and the limits that go with it; once the limit is
/// past it moves no more. A class that is never public, or not without a decision, hides it.
///
/// # Errors
/// [`Error::Invalid`] for a class the board does not have; `letter.wrong_state`.
pub async fn classify_letter(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    class: &str,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    moved(&before, Move::Classify)?;
    let classes = classes_of(tx, before.board_id).await?;
    let class = classes
        .into_iter()
        .find(|row| row.name == class.trim())
        .ok_or_else(|| Error::field("class", "该栏目没有这个类型。"))?;
    let mut letter = before.clone();
    letter.class = class.name;
    letter.shown = before.shown && !class.private_only && !class.private_default;
    set_dates(tx, &mut letter).await?;
    let words = format!("{} → {}", before.class, letter.class);
    tx.keep(&before, letter, Step::new("classify").words(words)).await
}
