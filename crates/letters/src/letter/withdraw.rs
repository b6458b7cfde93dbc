//! The writer takes a letter back (撤回). It stays received, and counts as invalid.

use super::Move;
use super::entity::Model;
use super::invalidate::end_handling;
use crate::code::Proven;
use crate::handling::DONE;
use crate::permissions::WriteLetter;
use crate::pool::{PoolWrite, Step, moved};
use kernel::Result;

/// Takes a letter back before it is answered.
///
/// # Errors
/// `letter.wrong_state`.
pub async fn withdraw_letter(tx: &mut PoolWrite<WriteLetter>, before: &Proven) -> Result<Model> {
    let to = moved(before, Move::Withdraw)?;
    let mut letter = Model::clone(before);
    letter.state = to.key().into();
    letter.reason = "写信人撤回".into();
    letter.shown = false;
    end_handling(tx, &letter, DONE, None).await?;
    tx.keep(before, letter, Step::new("withdraw")).await
}
