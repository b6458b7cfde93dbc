//! Work on a stranger's words, apart from the tasks that serve: few at a time, and nobody waits for it for ever.

use crate::refusals::SOURCE_TOO_HARD;
use kernel::{Error, Result};
use std::time::Duration;
use tokio::sync::Semaphore;

/// So many texts are read at the same time; each may need many times its size in memory.
const AT_ONCE: usize = 2;
/// Longer nobody waits for one. The thread goes on to its end and keeps its place until then.
const LONGEST: Duration = Duration::from_secs(60);

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Runs `work` on a thread for such work.
///
/// # Errors
/// `source.too_hard` when it takes too long; a fault when it panics, which ends nothing else.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let place = PLACES.acquire().await.map_err(Error::fault)?;
    let done = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    });
    match tokio::time::timeout(LONGEST, done).await {
        Ok(done) => done.map_err(Error::fault),
        Err(_elapsed) => Err(SOURCE_TOO_HARD.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_does_not_run_where_it_is_waited_for_and_a_panic_ends_nothing() {
        let here = std::thread::current().id();
        let there = apart(|| std::thread::current().id()).await.unwrap();
        assert_ne!(here, there);
        for _ in 0..=AT_ONCE {
            let broken: Result<()> = apart(|| panic!("a body that breaks a parser")).await;
            assert!(matches!(broken, Err(Error::Fault(_))));
        }
        assert_eq!(apart(|| 7).await.unwrap(), 7);
    }
}
