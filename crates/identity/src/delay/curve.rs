//! How long to wait after how many failures.

use chrono::Duration;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// An account from one address: somebody who mistypes, or guesses from one place.
    Pair,
    /// An account from wherever: guessing from many places. Short, as strangers can cause it.
    Account,
    /// The second factor of an account from wherever: whoever is here knew the password, so no stranger causes it.
    Factor,
    /// An address for any account. Loose: an office shares one.
    Address,
}

impl Scope {
    /// What is counted for a password.
    pub const PASSWORD: [Self; 3] = [Self::Pair, Self::Account, Self::Address];
    /// What is counted for a second factor.
    pub const SECOND: [Self; 3] = [Self::Pair, Self::Factor, Self::Address];

    /// Failures without consequence, and the longest wait in seconds.
    const fn bounds(self) -> (i64, i64) {
        match self {
            Self::Pair => (4, 15 * 60),
            Self::Account => (10, 60),
            Self::Factor => (10, 15 * 60),
            Self::Address => (50, 60),
        }
    }

    /// After this long without a failure the count begins anew.
    #[must_use]
    pub const fn memory(self) -> Duration {
        match self {
            Self::Pair | Self::Account | Self::Factor => Duration::hours(24),
            Self::Address => Duration::hours(1),
        }
    }
}

/// The wait after `failures` failures in a row: nothing at first, then 1, 2, 4, 8 … seconds up to the scope's bound.
#[must_use]
pub fn wait(scope: Scope, failures: i64) -> Duration {
    let (free, longest) = scope.bounds();
    let doublings = failures - free - 1;
    if doublings < 0 {
        return Duration::zero();
    }
    let seconds = 1_i64
        .checked_shl(u32::try_from(doublings.min(40)).unwrap_or(40))
        .unwrap_or(longest);
    Duration::seconds(seconds.min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_is_bounded() {
        let seconds = |scope, failures| wait(scope, failures).num_seconds();
        assert_eq!((0..=4).map(|n| seconds(Scope::Pair, n)).sum::<i64>(), 0);
        assert_eq!(
            (5..=9).map(|n| seconds(Scope::Pair, n)).collect::<Vec<_>>(),
            [1, 2, 4, 8, 16]
        );
        assert_eq!(seconds(Scope::Pair, 30), 900);
        assert_eq!(seconds(Scope::Account, 10), 0);
        assert_eq!(seconds(Scope::Account, 11), 1);
        assert_eq!(seconds(Scope::Account, i64::MAX / 2), 60);
        assert_eq!(seconds(Scope::Address, 50), 0);
        assert_eq!(seconds(Scope::Address, 1000), 60);
    }

    #[test]
    fn it_never_shrinks() {
        for scope in Scope::PASSWORD.into_iter().chain(Scope::SECOND) {
            for failures in 0..200 {
                assert!(
                    wait(scope, failures) <= wait(scope, failures + 1),
                    "{scope:?} {failures}"
                );
            }
        }
    }
}
