//! What figures are made of, whoever counted: the database, or what is kept of it.

use super::figures::ByUnit;
use super::{Count, Spread};
use crate::rating::Reason;
use std::collections::BTreeMap;

/// Letters whose writers are not content, and how many name each reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bad {
    /// All of them.
    pub all: u64,
    /// In the order of [`Reason::ALL`].
    because: [u64; Reason::ALL.len()],
}

impl Bad {
    /// Adds letters that name the same reasons, as they stand in the database.
    pub(super) fn count(&mut self, reasons: &str, n: u64) {
        self.all += n;
        for (reason, count) in Reason::ALL.iter().zip(&mut self.because) {
            if reasons.split(' ').any(|key| key == reason.key()) {
                *count += n;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.all += other.all;
        for (count, more) in self.because.iter_mut().zip(other.because) {
            *count += more;
        }
    }

    /// Each reason and how many name it.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, u64)> {
        Reason::ALL.into_iter().zip(self.because)
    }
}

/// The counts of a set of letters.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    pub(super) counts: Vec<Count>,
    pub(super) overdue: ByUnit,
    pub(super) unrectified: ByUnit,
    pub(super) spread: Spread,
    pub(super) bad: Bad,
    /// Received by year, former years by their totals.
    pub(super) years: BTreeMap<String, u64>,
}
