//! Waiting for what must come soon, with the time it took.

use std::time::{Duration, Instant};

/// How long anything may take before a test gives up; the promise is a second, the time is printed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks again until `there` answers true; prints how long it took since `begun`.
pub(crate) async fn soon(begun: Instant, what: &str, mut there: impl AsyncFnMut() -> bool) -> Duration {
    loop {
        if there().await {
            let took = begun.elapsed();
            eprintln!("{what}: after {} ms", took.as_millis());
            return took;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
