//! "Not solved" (未解决): the letter is worked on again, with a clock of its own. The first answer's result stays.

use super::Move;
use super::assign::give;
use super::clean::clean_text;
use super::entity::Model;
use super::invalidate::reason;
use crate::code::Proven;
use crate::handling::LEAD;
use crate::permissions::WriteLetter;
use crate::pool::{PoolWrite, Step, moved};
use crate::reply::writer_name;
use kernel::Result;

/// Opens an answered letter again.
///
/// # Errors
/// [`kernel::Error::Invalid`] without words; `letter.wrong_state`.
pub async fn reopen_letter(tx: &mut PoolWrite<WriteLetter>, before: &Proven, words: &str) -> Result<Model> {
    let to = moved(before, Move::Reopen)?;
    let words = clean_text(&reason(words)?, &writer_name(tx, before).await?);
    let mut letter = Model::clone(before);
    letter.state = to.key().into();
    letter.round += 1;
    letter.until_on = None;
    if let Some(unit) = letter.unit_id {
        give(tx, &letter, LEAD, unit, &words, None).await?;
    }
    let step = Step::new("reopen").unit(before.unit_id).words(words);
    tx.keep(before, letter, step).await
}
