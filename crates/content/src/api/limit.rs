//! How often one token may ask.

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use kernel::{Error, Result};
use std::num::NonZeroU32;

/// Counts by token: ten requests a second, sixty in a burst.
pub struct Limits(RateLimiter<i64, DefaultKeyedStateStore<i64>, DefaultClock>);

const A_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(59);

impl Default for Limits {
    fn default() -> Self {
        Self(RateLimiter::keyed(Quota::per_second(A_SECOND).allow_burst(BURST)))
    }
}

impl Limits {
    /// Counts one request of a token.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the time to wait.
    pub fn take(&self, token: i64) -> Result<()> {
        self.0
            .check_key(&token)
            .map_err(|later| Error::TooMany(later.wait_time_from(DefaultClock::default().now())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_token_does_not_stop_another() {
        let limits = Limits::default();
        let taken = (0..300).filter(|_| limits.take(1).is_ok()).count();
        assert!((60..120).contains(&taken), "{taken}");
        assert!(limits.take(2).is_ok());
    }
}
