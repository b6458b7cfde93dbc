//! Where a placement stands in lists.

use chrono::{DateTime, Duration, Utc};

/// Pinned articles are ordered this much later, so that lists still go along one index.
const ABOVE: Duration = Duration::days(365_000);

/// The value of `sort_at`: the time it is ordered by, above everything else if it is pinned.
#[must_use]
pub fn order(pinned: bool, at: DateTime<Utc>) -> DateTime<Utc> {
    if pinned {
        at.checked_add_signed(ABOVE).unwrap_or(at)
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use super::order;
    use kernel::beijing::parse;

    #[test]
    fn the_pinned_stand_above_and_keep_their_order() {
        let (old, new) = (
            parse("2020-01-01 08:00").unwrap(),
            parse("2026-11-22 08:00").unwrap(),
        );
        assert!(order(true, old) > order(false, new));
        assert!(order(true, new) > order(true, old));
        assert_eq!(order(false, old), old);
    }
}
