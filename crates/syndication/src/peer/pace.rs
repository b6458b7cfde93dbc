//! How much gets through to each hub at once, and whose turn it is among the receipts that are asked for.

use super::compose::AT_ONCE;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Batches that get through before larger ones are tried again.
const GOOD: u32 = 10;

/// The paces of all hubs of this process.
#[derive(Default)]
pub(super) struct Paces(Mutex<HashMap<i64, Pace>>);

#[derive(Clone, Copy)]
struct Pace {
    /// Articles of a batch.
    most: u64,
    /// Batches that got through since that changed.
    good: u32,
    /// Which of the incomplete receipts are asked for next.
    turn: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            most: AT_ONCE,
            good: 0,
            turn: 0,
        }
    }
}

impl Paces {
    fn with<T>(&self, hub: i64, act: impl FnOnce(&mut Pace) -> T) -> T {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        act(paces.entry(hub).or_default())
    }

    /// Articles of the next batch.
    pub(super) fn most(&self, hub: i64) -> u64 {
        self.with(hub, |pace| pace.most)
    }

    /// What did not get through is halved; after some that did it is doubled again.
    pub(super) fn learn(&self, hub: i64, items: u64, good: bool) {
        self.with(hub, |pace| {
            pace.good = if good { pace.good + 1 } else { 0 };
            if !good {
                pace.most = (items / 2).max(1);
            } else if pace.good >= GOOD {
                pace.most = pace.most.saturating_mul(2).min(AT_ONCE);
                pace.good = 0;
            }
        });
    }

    /// The next turn of a hub; each hub counts its own, so that none misses every second one.
    pub(super) fn turn(&self, hub: i64) -> u64 {
        self.with(hub, |pace| {
            let turn = pace.turn;
            pace.turn = turn.wrapping_add(1);
            turn
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_that_are_asked_by_turns_miss_none_of_theirs() {
        let paces = Paces::default();
        for round in 0..4 {
            for hub in [1, 2] {
                assert_eq!(paces.turn(hub), round, "hub {hub}");
            }
        }
    }

    #[test]
    fn what_fails_is_halved_and_doubled_again_after_some_that_did_not() {
        let paces = Paces::default();
        paces.learn(1, 100, false);
        paces.learn(1, 50, false);
        assert_eq!((paces.most(1), paces.most(2)), (25, AT_ONCE));
        for _ in 0..GOOD {
            paces.learn(1, 25, true);
        }
        assert_eq!(paces.most(1), 50);
        paces.learn(1, 1, false);
        assert_eq!(paces.most(1), 1);
    }
}
