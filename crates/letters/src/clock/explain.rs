//! A limit, day by day: what each day was and whether it counted.

use super::DayCount;
use chrono::NaiveDate;
use kernel::calendar::{Calendar, DayKind};

/// A day on the way to a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayNote {
    /// The day.
    pub day: NaiveDate,
    /// What it is in the calendar.
    pub kind: DayKind,
    /// Whether the writer was being asked.
    pub paused: bool,
    /// Its number in the count; none if it did not count.
    pub counted: Option<u32>,
}

/// The days after `received` up to `until`. `pauses` are (asked, answered) pairs; the days after the question up to the answer
/// do not count.
#[must_use]
pub fn explain(
    calendar: &Calendar,
    received: NaiveDate,
    until: NaiveDate,
    kind: DayCount,
    pauses: &[(NaiveDate, NaiveDate)],
) -> Vec<DayNote> {
    let mut count = 0;
    calendar
        .explain(received, until)
        .into_iter()
        .map(|(day, what)| {
            let paused = pauses.iter().any(|(asked, told)| *asked < day && day <= *told);
            let counts = !paused && (kind == DayCount::Calendar || what.is_worked());
            count += u32::from(counts);
            DayNote {
                day,
                kind: what,
                paused,
                counted: counts.then_some(count),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, calendar};
    use super::*;

    #[test]
    fn the_last_day_is_the_last_of_the_count() {
        let calendar = calendar().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let notes = explain(
            calendar,
            day("2006-04-26"),
            day("2006-05-08"),
            DayCount::Working,
            &[],
        );
        assert_eq!(notes.len(), 12);
        assert_eq!(notes.last().unwrap().counted, Some(5));
        let holiday = notes.iter().find(|note| note.day == day("2006-05-01")).unwrap();
        assert_eq!((holiday.kind, holiday.counted), (DayKind::Holiday, None));
        let make_up = notes.iter().find(|note| note.day == day("2006-04-29")).unwrap();
        assert_eq!((make_up.kind, make_up.counted), (DayKind::MakeUp, Some(3)));
    }

    #[test]
    fn days_of_a_pause_do_not_count() {
        let calendar = calendar().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let limits = Limits::default();
        let terms = limits.from_day(calendar, day("2026-03-02"));
        let (asked, told) = (day("2026-03-04"), day("2026-03-09"));
        let after = limits.after_pause(calendar, &terms, asked, told);
        let notes = explain(
            calendar,
            day("2026-03-02"),
            after.due,
            DayCount::Working,
            &[(asked, told)],
        );
        assert_eq!(notes.last().unwrap().counted, Some(5));
        assert_eq!(notes.iter().filter(|note| note.paused).count(), 5);
        let notes = explain(
            calendar,
            day("2026-03-02"),
            after.hard,
            DayCount::Calendar,
            &[(asked, told)],
        );
        assert_eq!(notes.last().unwrap().counted, Some(15));
    }
}
