//! Answers on the same day (当日答复): which working day a letter's limit of nought days counts for.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::beijing;
use kernel::calendar::Calendar;

/// The day itself where it is worked, else the next one that is.
#[must_use]
pub fn working_day(calendar: &Calendar, day: NaiveDate) -> NaiveDate {
    if calendar.kind(day).is_worked() {
        day
    } else {
        calendar.after_working_days(day, 1).due
    }
}

/// The working day for which a letter counts that comes when the hours of a working day are over (`until` as `17:00`; empty is
/// the whole day). None for one that counts for its own day, or for the next working day as any that comes on a day off.
#[must_use]
pub fn after_hours(calendar: &Calendar, at: DateTime<Utc>, until: &str) -> Option<NaiveDate> {
    let day = beijing::day(at);
    let minute = beijing::minute(at);
    let clock = minute.rsplit(' ').next().unwrap_or_default();
    let over = !until.is_empty() && clock >= until && calendar.kind(day).is_worked();
    over.then(|| calendar.after_working_days(day, 1).due)
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, calendar};
    use super::*;

    fn due(at: &str, until: &str) -> String {
        let calendar = calendar().unwrap();
        let at = beijing::parse(at).unwrap();
        let from = after_hours(calendar, at, until);
        let terms = Limits::same_day().from_receipt(calendar, beijing::day(at), from);
        assert!(terms.hard >= terms.due);
        terms.due.to_string()
    }

    #[test]
    fn what_comes_in_the_hours_of_a_working_day_is_due_on_it() {
        for (at, until, day) in [
            ("2026-03-02 08:00", "17:00", "2026-03-02"),
            ("2026-03-02 16:59", "17:00", "2026-03-02"),
            ("2026-03-02 17:00", "17:00", "2026-03-03"),
            ("2026-03-02 23:59", "", "2026-03-02"),
            // Friday evening, Saturday, and the days before a make-up Saturday and a holiday.
            ("2026-03-06 17:30", "17:00", "2026-03-09"),
            ("2026-03-07 10:00", "17:00", "2026-03-09"),
            ("2026-02-28 10:00", "17:00", "2026-02-28"),
            ("2026-02-14 18:00", "17:00", "2026-02-24"),
            ("2026-10-01 09:00", "17:00", "2026-10-08"),
        ] {
            assert_eq!(due(at, until), day, "{at} {until}");
        }
    }

    #[test]
    fn other_limits_run_from_the_day_of_receipt_whatever_the_hours() {
        let calendar = calendar().unwrap();
        let at = beijing::parse("2026-03-02 18:00").unwrap();
        let from = after_hours(calendar, at, "17:00");
        let usual = Limits::default();
        assert_eq!(
            usual.from_receipt(calendar, beijing::day(at), from),
            usual.from_day(calendar, beijing::day(at))
        );
    }
}
