//! Registering (登记): somebody has read the letter and decided whether the public may.

use super::entity::Model;
use super::show::refuse_private;
use super::{Move, State};
use crate::permissions::AllotLetters;
use crate::pool::{PoolWrite, Step, moved};
use kernel::{LetterId, Result, Revision};

/// Takes a letter on. `shown` is the editor's decision; the writer's wish for privacy stands.
///
/// # Errors
/// `letter.wrong_state`, `letter.never_public`.
pub async fn register_letter(
    tx: &mut PoolWrite<AllotLetters>,
    id: LetterId,
    seen: Revision,
    shown: bool,
) -> Result<Model> {
    let before = tx.letter_to_allot(id, seen).await?;
    let to: State = moved(&before, Move::Register)?;
    if shown {
        refuse_private(tx, &before).await?;
    }
    let mut letter = before.clone();
    letter.state = to.key().into();
    letter.shown = shown && before.wants_public;
    tx.keep(&before, letter, Step::new("register").public()).await
}
