//! How long answers took, in working days: median, quantiles, histogram. Pure.

use std::collections::BTreeMap;

/// The bars of the histogram: from and to in working days; the last has no end of its own.
pub const STEPS: [(i64, i64); 7] = [
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 10),
    (11, 15),
    (16, 30),
    (31, i64::MAX),
];

/// How many answers took how many working days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread(BTreeMap<i64, u64>);

impl Spread {
    /// From days and how many.
    #[must_use]
    pub fn of(counts: impl IntoIterator<Item = (i64, u64)>) -> Self {
        Self(counts.into_iter().collect())
    }

    /// How many answers.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// The number of working days within which `percent` of the answers were given, by nearest rank. None without answers.
    #[must_use]
    pub fn quantile(&self, percent: u64) -> Option<i64> {
        let rank = (self.total() * percent).div_ceil(100).max(1);
        let mut passed = 0;
        self.0.iter().find_map(|(days, n)| {
            passed += n;
            (passed >= rank).then_some(*days)
        })
    }

    /// How many answers in each of [`STEPS`].
    #[must_use]
    pub fn histogram(&self) -> [u64; STEPS.len()] {
        STEPS.map(|(from, to)| self.0.range(from..=to).map(|(_, n)| n).sum())
    }

    /// What a bar is called.
    #[must_use]
    pub fn step_title((from, to): (i64, i64)) -> String {
        if to == i64::MAX {
            format!("{from} 个工作日以上")
        } else {
            format!("{from}–{to} 个工作日")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_by_nearest_rank() {
        let spread = Spread::of([(0, 1), (2, 4), (5, 4), (40, 1)]);
        assert_eq!(spread.total(), 10);
        assert_eq!((spread.quantile(25), spread.quantile(50)), (Some(2), Some(2)));
        assert_eq!((spread.quantile(51), spread.quantile(90)), (Some(5), Some(5)));
        assert_eq!((spread.quantile(91), spread.quantile(100)), (Some(40), Some(40)));
        assert_eq!(Spread::default().quantile(50), None);
    }

    #[test]
    fn the_histogram_holds_every_answer() {
        let spread = Spread::of((0..60).map(|days| (days, 2)));
        assert_eq!(spread.histogram().iter().sum::<u64>(), spread.total());
        assert_eq!(spread.histogram()[0], 4);
    }
}
