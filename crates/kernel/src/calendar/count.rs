//! Counting days. The day of receipt is day 0; the last day ends at 24:00 in Beijing.

use super::{Calendar, DayKind};
use chrono::{Datelike, Days, NaiveDate};

/// What a plain-day limit does when it ends on a day off (Civil Code, art. 203: it moves).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOffRule {
    /// It ends that day all the same.
    Stays,
    /// It ends on the next worked day.
    Moves,
}

/// A due day, and whether it may still change with a notice to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub due: NaiveDate,
    /// True when the count touched a year whose notice is not loaded.
    pub provisional: bool,
}

impl Calendar {
    /// The deadline `count` working days after receipt.
    #[must_use]
    pub fn after_working_days(&self, received: NaiveDate, count: u32) -> Deadline {
        let mut left = count;
        let mut due = received;
        while left > 0 {
            let Some(next) = due.succ_opt() else { break };
            due = next;
            if self.kind(due).is_worked() {
                left -= 1;
            }
        }
        self.deadline(received, due)
    }

    /// The deadline `count` calendar days after receipt.
    #[must_use]
    pub fn after_days(&self, received: NaiveDate, count: u32, rule: DayOffRule) -> Deadline {
        let mut due = received
            .checked_add_days(Days::new(u64::from(count)))
            .unwrap_or(received);
        while rule == DayOffRule::Moves && !self.kind(due).is_worked() {
            let Some(next) = due.succ_opt() else { break };
            due = next;
        }
        self.deadline(received, due)
    }

    /// Working days after `from` up to and including `to`; 0 when `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let worked = from
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= to)
            .filter(|day| self.kind(*day).is_worked());
        u32::try_from(worked.count()).unwrap_or(u32::MAX)
    }

    /// Every day after receipt up to the due day with its kind: the explanation of a deadline.
    #[must_use]
    pub fn explain(&self, received: NaiveDate, due: NaiveDate) -> Vec<(NaiveDate, DayKind)> {
        received
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= due)
            .map(|day| (day, self.kind(day)))
            .collect()
    }

    fn deadline(&self, received: NaiveDate, due: NaiveDate) -> Deadline {
        let provisional = (received.year()..=due.year()).any(|year| !self.is_complete(year));
        Deadline { due, provisional }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The vectors of the domain's rule book: received, working days, due.
    const VECTORS: &[(&str, u32, &str)] = &[
        ("2005-12-29", 5, "2006-01-06"),
        ("2006-01-20", 5, "2006-01-27"),
        ("2006-01-24", 5, "2006-02-05"),
        ("2006-04-26", 5, "2006-05-08"),
        ("2006-04-28", 5, "2006-05-10"),
        ("2006-04-28", 20, "2006-05-31"),
        ("2006-09-28", 5, "2006-10-10"),
        ("2006-12-28", 5, "2007-01-05"),
        ("2024-02-07", 5, "2024-02-20"),
        ("2024-02-07", 20, "2024-03-12"),
        ("2024-09-30", 5, "2024-10-12"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-01-24", 20, "2025-02-27"),
        ("2025-09-26", 20, "2025-10-30"),
        ("2025-12-30", 20, "2026-01-28"),
        ("2026-01-30", 15, "2026-02-27"),
        ("2026-02-06", 20, "2026-03-12"),
        ("2026-02-10", 7, "2026-02-26"),
        ("2026-02-14", 5, "2026-02-28"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-24", 5, "2026-10-09"),
    ];

    #[test]
    fn every_due_date_vector_holds() {
        let calendar = Calendar::shipped().unwrap();
        for (received, count, due) in VECTORS {
            assert_eq!(
                calendar.after_working_days(day(received), *count).due,
                day(due),
                "{received} + {count}"
            );
        }
    }

    #[test]
    fn fifteen_plain_days_stay_or_move_by_setting() {
        let calendar = Calendar::shipped().unwrap();
        let received = day("2006-04-28");
        assert_eq!(
            calendar.after_days(received, 15, DayOffRule::Stays).due,
            day("2006-05-13")
        );
        assert_eq!(
            calendar.after_days(received, 15, DayOffRule::Moves).due,
            day("2006-05-15")
        );
    }

    #[test]
    fn working_days_of_each_month_tie() {
        let calendar = Calendar::shipped().unwrap();
        let tables: [(i32, [u32; 12]); 4] = [
            (2006, [19, 18, 23, 22, 18, 22, 21, 23, 22, 18, 22, 23]),
            (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
            (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
            (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
        ];
        for (year, months) in tables {
            for (month, expected) in (1u32..).zip(months) {
                let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
                let days = first.iter_days().take_while(|day| day.month() == month);
                let worked = days.filter(|day| calendar.kind(*day).is_worked()).count();
                assert_eq!(worked, expected as usize, "{year}-{month:02}");
            }
        }
    }

    #[test]
    fn a_year_without_notice_gives_a_provisional_date() {
        let calendar = Calendar::shipped().unwrap();
        assert!(calendar.after_working_days(day("2026-12-30"), 5).provisional);
        assert!(!calendar.after_working_days(day("2026-11-02"), 5).provisional);
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        let table = |rest: &str| format!("year = 2030\nnotice = \"-\"\ncomplete = true\nversion = 1\n{rest}");
        for rest in [
            "[[holiday]]\nname = \"x\"\nfrom = \"2030-01-03\"\nto = \"2030-01-01\"",
            "[[holiday]]\nname = \"x\"\nfrom = \"2030-01-01\"\nto = \"2030-01-01\"\nmake_up = [\"2030-01-02\"]",
            "[[holiday]]\nname = \"x\"\nfrom = \"2030-01-01\"\nto = \"2030-01-06\"\nmake_up = [\"2030-01-05\"]",
            "holiday = 3",
        ] {
            assert!(Calendar::default().add(&table(rest)).is_err(), "{rest}");
        }
    }

    proptest! {
        #[test]
        fn counting_there_and_back_agrees(offset in 0u64..700, count in 1u32..40) {
            let calendar = Calendar::shipped().unwrap();
            let received = day("2025-01-01") + Days::new(offset);
            let due = calendar.after_working_days(received, count).due;
            prop_assert!(calendar.kind(due).is_worked());
            prop_assert_eq!(calendar.working_days_between(received, due), count);
            prop_assert_eq!(calendar.explain(received, due).iter().filter(|(_, kind)| kind.is_worked()).count(), count as usize);
        }
    }
}
