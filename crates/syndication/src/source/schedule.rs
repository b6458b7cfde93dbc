//! When a source is asked next. Pure.

use chrono::{DateTime, Duration, Utc};

/// No source is asked less often than this, whatever went wrong.
pub const LONGEST: Duration = Duration::days(1);
/// Failing for so long …
const TOO_LONG: Duration = Duration::days(14);
/// … and so often, a source is asked no more.
const TOO_OFTEN: i64 = 10;

/// After a good answer: the interval, a tenth more or less so that not all are asked at the same moment. `draw` is a random
/// number between 0 and 1.
pub(super) fn after_success(interval: Duration, draw: f64) -> Duration {
    stretched(interval, 0.9 + 0.2 * draw)
}

/// After `failures` in a row: twice as long each time, up to a day.
pub(super) fn after_failure(interval: Duration, failures: i64, draw: f64) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 16)).unwrap_or(16);
    let whole = interval
        .checked_mul(2_i32.saturating_pow(doublings))
        .map_or(LONGEST, |wait| wait.min(LONGEST));
    stretched(whole, 0.8 + 0.2 * draw)
}

fn stretched(wait: Duration, by: f64) -> Duration {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "at most a day, in seconds"
    )]
    let seconds = (wait.num_seconds() as f64 * by) as i64;
    Duration::seconds(seconds)
}

/// Until when a `Retry-After` asks to be left alone: seconds or a date, at most a day.
pub(super) fn hold_until(header: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let header = header.trim();
    let asked = match header.parse::<i64>() {
        Ok(seconds) => now.checked_add_signed(Duration::try_seconds(seconds)?)?,
        Err(_) => DateTime::parse_from_rfc2822(header).ok()?.to_utc(),
    };
    (asked > now).then(|| asked.min(now + LONGEST))
}

/// Whether a source has failed for too long to be asked again.
pub(super) fn is_hopeless(failures: i64, since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    failures >= TOO_OFTEN && now - since >= TOO_LONG
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::beijing;

    fn noon() -> DateTime<Utc> {
        beijing::parse("2026-11-22 12:00").unwrap()
    }

    #[test]
    fn the_wait_doubles_with_every_failure_up_to_a_day() {
        let hour = Duration::hours(1);
        assert_eq!(after_failure(hour, 1, 1.0), Duration::hours(2));
        assert_eq!(after_failure(hour, 3, 1.0), Duration::hours(8));
        for failures in [5, 16, i64::MAX] {
            assert_eq!(after_failure(hour, failures, 1.0), LONGEST);
        }
        assert!(after_failure(hour, 3, 0.0) >= Duration::hours(6));
    }

    #[test]
    fn a_good_answer_is_followed_by_the_interval_more_or_less() {
        let hour = Duration::hours(1);
        assert_eq!(after_success(hour, 0.5), hour);
        assert_eq!(after_success(hour, 0.0), Duration::minutes(54));
        assert_eq!(after_success(hour, 1.0), Duration::minutes(66));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_at_most_a_day() {
        let now = noon();
        assert_eq!(hold_until("120", now), Some(now + Duration::minutes(2)));
        assert_eq!(
            hold_until("Sun, 22 Nov 2026 05:00:00 GMT", now),
            Some(now + Duration::hours(1))
        );
        assert_eq!(hold_until("99999999", now), Some(now + LONGEST));
        for nothing in [
            "",
            "0",
            "-5",
            "soon",
            "Sun, 22 Nov 2026 03:00:00 GMT",
            "9999999999999999",
        ] {
            assert_eq!(hold_until(nothing, now), None, "{nothing}");
        }
    }

    #[test]
    fn only_long_and_frequent_failure_is_hopeless() {
        let now = noon();
        assert!(is_hopeless(10, now - Duration::days(14), now));
        assert!(!is_hopeless(9, now - Duration::days(30), now));
        assert!(!is_hopeless(300, now - Duration::days(13), now));
    }
}
