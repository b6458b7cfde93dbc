//! Rates and shares.

/// `part` of `whole` in hundredths of a percent, half up; nothing of nothing is none.
#[must_use]
pub fn percent(part: u64, whole: u64) -> Option<u64> {
    // Twice as much and one half more, so that a half goes up without a fraction.
    let (part, whole) = (u128::from(part), u128::from(whole));
    let rounded = (part * 20_000 + whole).checked_div(whole * 2)?;
    u64::try_from(rounded).ok()
}

/// Hundredths as a number with two decimals; exact up to what a percent can be.
#[must_use]
pub fn decimals(hundredths: u64) -> f64 {
    f64::from(u32::try_from(hundredths).unwrap_or(u32::MAX)) / 100.0
}

/// Shares of counts in hundredths of a percent that add to 100.00, by the largest remainder; the earlier wins a tie.
#[must_use]
pub fn shares(counts: &[u64]) -> Vec<u64> {
    let whole: u128 = counts.iter().map(|count| u128::from(*count)).sum();
    if whole == 0 {
        return vec![0; counts.len()];
    }
    let parts: Vec<(u128, u128)> = counts
        .iter()
        .map(|count| {
            let scaled = u128::from(*count) * 10_000;
            (scaled / whole, scaled % whole)
        })
        .collect();
    let given: u128 = parts.iter().map(|(floor, _)| floor).sum();
    let left = usize::try_from(10_000 - given).unwrap_or(0);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(parts.get(*at).map_or(0, |(_, rest)| *rest)));
    let extra = order.get(..left.min(order.len())).unwrap_or_default();
    parts
        .iter()
        .enumerate()
        .map(|(at, (floor, _))| u64::try_from(*floor).unwrap_or(0) + u64::from(extra.contains(&at)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_rate_of_the_seed_year_is_half_up() {
        assert_eq!(percent(5187, 5786), Some(8965));
        assert_eq!(percent(599, 5786), Some(1035));
        assert_eq!(percent(1, 20_000), Some(1));
        assert_eq!(percent(1, 20_001), Some(0));
        assert_eq!((percent(0, 0), percent(7, 7)), (None, Some(10_000)));
    }

    #[test]
    fn the_classes_of_the_seed_year_add_to_a_hundred() {
        assert_eq!(shares(&[3381, 477, 1866, 62]), [5844, 824, 3225, 107]);
    }

    proptest! {
        #[test]
        fn shares_always_add_to_a_hundred(counts in proptest::collection::vec(0u64..100_000, 1..30)) {
            let sum: u64 = shares(&counts).iter().sum();
            let none = counts.iter().all(|count| *count == 0);
            prop_assert_eq!(sum, if none { 0 } else { 10_000 });
        }
    }
}
