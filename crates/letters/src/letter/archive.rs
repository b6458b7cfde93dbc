//! Archiving (归档): nothing more is done with it.

use super::Move;
use super::entity::Model;
use crate::commitment::open_of;
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step, moved};
use crate::refusals::PROMISE_OPEN;
use kernel::{LetterId, Result, Revision};

/// Archives an answered letter. What its unit promised is first put right or dropped with a reason.
///
/// # Errors
/// `letter.wrong_state`, `letter.promise_open`.
pub async fn archive_letter(tx: &mut PoolWrite<AllotLetters>, id: LetterId, seen: Revision) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    let to = moved(&before, Move::Archive)?;
    if !open_of(tx, &before).await?.is_empty() {
        return Err(PROMISE_OPEN.into());
    }
    let mut letter = before.clone();
    letter.state = to.key().into();
    tx.keep(&before, letter, Step::new("archive")).await
}
