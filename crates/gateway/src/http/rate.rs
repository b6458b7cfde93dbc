//! How often one client may ask for what is never kept (search, programs' answers). Visitors on this machine itself are
//! not counted: behind a proxy that is not named in `trusted_proxies` everybody would share one address.

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use kernel::{Error, Result};
use std::net::IpAddr;
use std::num::NonZeroU32;

/// Counts by client; an IPv6 client is its /64.
pub struct Rate(Option<RateLimiter<u128, DefaultKeyedStateStore<u128>, DefaultClock>>);

impl Rate {
    /// At most `per_second` with four times as many in a burst; 0 means unlimited.
    #[must_use]
    pub fn new(per_second: u32) -> Self {
        let quota = NonZeroU32::new(per_second).map(|rate| {
            let burst = NonZeroU32::new(per_second.saturating_mul(4)).unwrap_or(rate);
            Quota::per_second(rate).allow_burst(burst)
        });
        Self(quota.map(RateLimiter::keyed))
    }

    /// Counts one request.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the time to wait.
    pub fn take(&self, client: Option<IpAddr>) -> Result<()> {
        let (Some(limiter), Some(client)) = (&self.0, client) else {
            return Ok(());
        };
        if client.is_loopback() {
            return Ok(());
        }
        let key = match client {
            IpAddr::V4(v4) => u128::from(v4.to_bits()),
            IpAddr::V6(v6) => (v6.to_bits() >> 64) << 64,
        };
        limiter
            .check_key(&key)
            .map_err(|later| Error::TooMany(later.wait_time_from(DefaultClock::default().now())))
    }

    /// Forgets clients that have been quiet.
    pub fn tidy(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_a_flood_is_not() {
        let rate = Rate::new(5);
        let flood = Some("203.0.113.9".parse().unwrap());
        let taken = (0..100).filter(|_| rate.take(flood).is_ok()).count();
        assert!((20..=30).contains(&taken), "{taken}");
        assert!(
            rate.take(Some("203.0.113.10".parse().unwrap())).is_ok(),
            "others go on"
        );
        assert!(rate.take(Some("127.0.0.1".parse().unwrap())).is_ok());
        assert!(Rate::new(0).take(flood).is_ok());
    }

    #[test]
    fn neighbours_in_one_block_count_as_one() {
        let rate = Rate::new(1);
        let of = |text: &str| rate.take(Some(text.parse().unwrap())).is_ok();
        assert!((0..4).all(|n| of(&format!("2001:db8::{n}"))));
        assert!(!of("2001:db8::ffff"));
    }
}
