//! Work on a stranger's words, apart from the tasks that serve: few at a time, and nobody waits for it for ever.

use crate::refusals::{SOURCE_NO_PLACE, SOURCE_TOO_HARD};
use kernel::{Error, Result};
use std::cell::Cell;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

/// So many texts are read at the same time; each may need many times its size in memory.
const AT_ONCE: usize = 2;
/// Longer nobody waits for one. The thread goes on to its end and keeps its place until then.
const LONGEST: Duration = Duration::from_secs(60);
/// Nor for a place: the look ends there and is repeated soon.
const PATIENCE: Duration = Duration::from_secs(20);

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

tokio::task_local! {
    /// How long the look under way has waited for places.
    static WAITED: Cell<Duration>;
}

/// Runs `work` on a thread for such work.
///
/// # Errors
/// `source.no_place` when others hold all places for too long; `source.too_hard` when it takes too long; a fault when it
/// panics, which ends nothing else.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    apart_of(&PLACES, PATIENCE, work).await
}

async fn apart_of<T: Send + 'static>(
    places: &'static Semaphore,
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let begun = Instant::now();
    let place = timeout(patience, places.acquire()).await;
    let waited = waited() + begun.elapsed();
    let _outside_a_look = WAITED.try_with(|all| all.set(waited));
    let Ok(place) = place else {
        return Err(SOURCE_NO_PLACE.into());
    };
    let place = place.map_err(Error::fault)?;
    let done = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    });
    match timeout(LONGEST, done).await {
        Ok(done) => done.map_err(Error::fault),
        Err(_elapsed) => Err(SOURCE_TOO_HARD.into()),
    }
}

/// Counts how long `look` waits for places; see [`waited`].
pub(super) async fn counting<T>(look: impl Future<Output = T>) -> (T, Duration) {
    WAITED
        .scope(Cell::default(), async {
            let looked = look.await;
            (looked, waited())
        })
        .await
}

/// How long the look under way has waited for places: it is not its source's time.
pub(super) fn waited() -> Duration {
    WAITED.try_with(Cell::get).unwrap_or_default()
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

    #[tokio::test]
    async fn who_finds_no_place_is_told_so_and_who_waited_for_one_knows_how_long() {
        static HELD: Semaphore = Semaphore::const_new(1);
        let place = HELD.acquire().await.unwrap();
        let short = Duration::from_millis(1);
        let (crowded, waited) = counting(apart_of(&HELD, short, || 7)).await;
        assert!(
            matches!(crowded, Err(Error::Refused(refusal)) if refusal.code == "source.no_place"),
            "{crowded:?}"
        );
        assert!(waited >= short);
        drop(place);
        let (done, _) = counting(apart_of(&HELD, Duration::from_secs(60), || 7)).await;
        assert_eq!(done.unwrap(), 7);
    }
}
