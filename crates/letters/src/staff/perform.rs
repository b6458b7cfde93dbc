//! The four steps of every form of a letter's page: take, open, do, answer.

use super::act::Act;
use super::show::done;
use super::typed::Typed;
use crate::pool::{Pool, PoolWrite};
use gateway::{By, Reply};
use kernel::{LetterId, Permission, Result};

/// Opens the desk for `by`, lets `deed` do its work and commits. Then the letter's page says `notice`, or shows the form of `act`
/// again with what was typed.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter of another desk; the refusals of `deed` are shown with the page.
pub(super) async fn perform<P: Permission, T>(
    by: &By<P>,
    pool: &Pool,
    (letter, typed): (LetterId, &Typed),
    (act, notice): (Act, &str),
    deed: impl AsyncFnOnce(&mut PoolWrite<P>) -> Result<T>,
) -> Reply {
    let outcome = async {
        let mut tx = pool.write(by.granted()).await?;
        deed(&mut tx).await?;
        tx.commit().await
    };
    done(by, pool, letter, act, outcome.await, typed, notice).await
}
