//! Archiving (归档): nothing more is done with it.

use super::Move;
use super::entity::Model;
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step, moved};
use kernel::{LetterId, Result, Revision};

/// Archives an answered letter.
///
/// # Errors
/// `letter.wrong_state`.
pub async fn archive_letter(tx: &mut PoolWrite<AllotLetters>, id: LetterId, seen: Revision) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    let to = moved(&before, Move::Archive)?;
    let mut letter = before.clone();
    letter.state = to.key().into();
    tx.keep(&before, letter, Step::new("archive")).await
}
