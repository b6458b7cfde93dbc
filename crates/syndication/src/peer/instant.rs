//! Dates as another box writes them: RFC 3339 only, and none that a clock of today could not have read.

use super::key::WINDOW;
use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use kernel::beijing;

/// Nothing that is published here is older.
const FIRST_YEAR: i32 = 1949;

/// Reads a date of the wire. One that is still to come, further than clocks may differ, is taken for `now` and that much.
pub(super) fn read(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    (at.year() >= FIRST_YEAR).then(|| at.min(now + WINDOW))
}

/// A moment of the wire, to the millisecond: receipts count tenths of seconds.
pub(super) fn write(at: DateTime<Utc>) -> String {
    beijing::local(at).to_rfc3339_opts(SecondsFormat::Millis, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_within_what_can_have_been() {
        let now = beijing::parse("2026-11-22 12:00").unwrap();
        assert_eq!(read("2026-11-22T12:00:00+08:00", now), Some(now));
        assert_eq!(read("2999-01-01T00:00:00Z", now), Some(now + WINDOW));
        assert!(read("1949-10-01T15:00:00+08:00", now).is_some());
        for text in [
            "",
            "2026-11-22",
            "2026-11-22 12:00",
            "+262142-12-31",
            "+262142-12-31T00:00:00Z",
            "1948-12-31T00:00:00Z",
            "0000-01-01T00:00:00+08:00",
        ] {
            assert_eq!(read(text, now), None, "{text}");
        }
    }
}
