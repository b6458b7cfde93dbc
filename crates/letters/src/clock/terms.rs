//! The limits in force, and the dates they give.

use super::days::{DayCount, version};
use super::entity::Model;
use super::same_day::working_day;
use chrono::{Days, NaiveDate};
use kernel::calendar::{Calendar, DayOffRule};

/// Limits for the answer and for the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Days for the answer, or for the explanation of an extension.
    pub answer: (u32, DayCount),
    /// Days until the hard end.
    pub hard: (u32, DayCount),
    /// Whether a plain-day limit that ends on a day off moves to the next working day.
    pub day_off: DayOffRule,
    /// Working days in which a unit may send a wrong assignment back.
    pub return_days: u32,
    /// How often one letter may be sent back.
    pub return_limit: u32,
    /// Days that one question to the writer may stop the clock.
    pub pause_days: u32,
    /// The document that fixes them.
    pub rule: String,
}

impl Default for Limits {
    /// The procedure of the two offices (2006): 5 working days, 15 days at the utmost. The document does not say that a day
    /// off moves the end, so it does not.
    fn default() -> Self {
        Self {
            answer: (5, DayCount::Working),
            hard: (15, DayCount::Calendar),
            day_off: DayOffRule::Stays,
            return_days: 2,
            return_limit: 2,
            pause_days: 15,
            rule: "市委办公室、市政府办公室关于受理答复流程的文件".into(),
        }
    }
}

/// The word for a rule of days off.
#[must_use]
pub(crate) fn day_off_key(rule: DayOffRule) -> &'static str {
    match rule {
        DayOffRule::Stays => "stays",
        DayOffRule::Moves => "moves",
    }
}

/// Reads the word of [`day_off_key`].
#[must_use]
pub(crate) fn parse_day_off(key: &str) -> DayOffRule {
    if key == "moves" {
        DayOffRule::Moves
    } else {
        DayOffRule::Stays
    }
}

fn small(count: i64) -> u32 {
    u32::try_from(count.clamp(0, 3650)).unwrap_or(0)
}

impl From<&Model> for Limits {
    fn from(row: &Model) -> Self {
        let kind = |key: &str, other| DayCount::parse(key).unwrap_or(other);
        Self {
            answer: (small(row.answer_count), kind(&row.answer_days, DayCount::Working)),
            hard: (small(row.hard_count), kind(&row.hard_days, DayCount::Calendar)),
            day_off: parse_day_off(&row.day_off),
            return_days: small(row.return_days),
            return_limit: small(row.return_limit),
            pause_days: small(row.pause_days),
            rule: row.rule.clone(),
        }
    }
}

/// The dates of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Last day for the answer or the explanation.
    pub due: NaiveDate,
    /// Last day of all.
    pub hard: NaiveDate,
    /// Which tables they were counted with.
    pub calendar: String,
}

impl Limits {
    /// The dates of a letter received on a day (day 0).
    #[must_use]
    pub fn from_day(&self, calendar: &Calendar, received: NaiveDate) -> Terms {
        let (count, kind) = self.answer;
        // Nought days: the working day itself.
        let due = match count {
            0 => working_day(calendar, received),
            count => kind.after(calendar, received, count, self.day_off),
        };
        let (count, kind) = self.hard;
        let hard = kind.after(calendar, received, count, self.day_off).max(due);
        Terms {
            due,
            hard,
            calendar: version(calendar, received, hard),
        }
    }

    /// Those of a board that answers on the same day (法律在线).
    #[must_use]
    pub fn same_day() -> Self {
        Self {
            answer: (0, DayCount::Working),
            rule: "法律在线值班答复制度".into(),
            ..Self::default()
        }
    }

    /// The dates of a letter received on a day, whose limit of nought days counts for another where it came after hours.
    #[must_use]
    pub fn from_receipt(&self, calendar: &Calendar, received: NaiveDate, from: Option<NaiveDate>) -> Terms {
        let terms = self.from_day(calendar, received);
        let Some(from) = from.filter(|_| self.answer.0 == 0) else {
            return terms;
        };
        let due = working_day(calendar, from);
        let hard = terms.hard.max(due);
        Terms {
            due,
            hard,
            calendar: version(calendar, received, hard),
        }
    }

    /// The day up to which a question gives days back: that of the answer, at the utmost so many days after the question.
    #[must_use]
    pub fn told(&self, asked: NaiveDate, today: NaiveDate) -> NaiveDate {
        today.min(asked + Days::new(self.pause_days.into())).max(asked)
    }

    /// The dates after the writer was being asked from `asked` to `told`: each limit goes on by as many days of its own kind. A
    /// limit that was past when the question was put stays past.
    #[must_use]
    pub fn after_pause(
        &self,
        calendar: &Calendar,
        terms: &Terms,
        asked: NaiveDate,
        told: NaiveDate,
    ) -> Terms {
        let moved = |end: NaiveDate, kind: DayCount| {
            if asked > end {
                return end;
            }
            kind.after(calendar, end, kind.between(calendar, asked, told), self.day_off)
        };
        let due = moved(terms.due, self.answer.1);
        let hard = moved(terms.hard, self.hard.1).max(due);
        let since = asked.min(terms.due);
        Terms {
            due,
            hard,
            calendar: version(calendar, since, hard),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::calendar;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The due-date vectors of the calendar, as limits of letters.
    const VECTORS: &[(&str, u32, DayCount, &str)] = &[
        ("2005-12-29", 5, DayCount::Working, "2006-01-06"),
        ("2006-01-20", 5, DayCount::Working, "2006-01-27"),
        ("2006-01-24", 5, DayCount::Working, "2006-02-05"),
        ("2006-04-26", 5, DayCount::Working, "2006-05-08"),
        ("2006-04-28", 5, DayCount::Working, "2006-05-10"),
        ("2006-04-28", 20, DayCount::Working, "2006-05-31"),
        ("2006-04-28", 15, DayCount::Calendar, "2006-05-13"),
        ("2006-09-28", 5, DayCount::Working, "2006-10-10"),
        ("2006-12-28", 5, DayCount::Working, "2007-01-05"),
        ("2024-02-07", 5, DayCount::Working, "2024-02-20"),
        ("2024-02-07", 20, DayCount::Working, "2024-03-12"),
        ("2024-09-30", 5, DayCount::Working, "2024-10-12"),
        ("2025-01-24", 5, DayCount::Working, "2025-02-07"),
        ("2025-01-24", 20, DayCount::Working, "2025-02-27"),
        ("2025-09-26", 20, DayCount::Working, "2025-10-30"),
        ("2025-12-30", 20, DayCount::Working, "2026-01-28"),
        ("2026-01-30", 15, DayCount::Working, "2026-02-27"),
        ("2026-02-06", 20, DayCount::Working, "2026-03-12"),
        ("2026-02-10", 7, DayCount::Working, "2026-02-26"),
        ("2026-02-14", 5, DayCount::Working, "2026-02-28"),
        ("2026-09-18", 5, DayCount::Working, "2026-09-24"),
        ("2026-09-24", 5, DayCount::Working, "2026-10-09"),
    ];

    #[test]
    fn every_due_date_vector_holds_for_letters() {
        let calendar = calendar().unwrap();
        for (received, count, kind, due) in VECTORS {
            let limits = Limits {
                answer: (*count, *kind),
                ..Limits::default()
            };
            let terms = limits.from_day(calendar, day(received));
            assert_eq!(terms.due, day(due), "{received} + {count} {kind:?}");
        }
    }

    #[test]
    fn both_limits_of_the_seed_year_are_shown() {
        let calendar = calendar().unwrap();
        for (received, due, hard) in [
            ("2006-04-26", "2006-05-08", "2006-05-11"),
            ("2006-09-28", "2006-10-10", "2006-10-13"),
        ] {
            let terms = Limits::default().from_day(calendar, day(received));
            assert_eq!((terms.due, terms.hard), (day(due), day(hard)));
        }
    }

    #[test]
    fn a_plain_end_on_a_day_off_moves_only_by_setting() {
        let calendar = calendar().unwrap();
        let received = day("2006-04-28");
        assert_eq!(
            Limits::default().from_day(calendar, received).hard,
            day("2006-05-13")
        );
        let moves = Limits {
            day_off: DayOffRule::Moves,
            ..Limits::default()
        };
        assert_eq!(moves.from_day(calendar, received).hard, day("2006-05-15"));
    }

    #[test]
    fn a_pause_gives_back_as_many_days_of_each_kind() {
        let calendar = calendar().unwrap();
        let limits = Limits::default();
        let terms = limits.from_day(calendar, day("2026-03-02"));
        assert_eq!((terms.due, terms.hard), (day("2026-03-09"), day("2026-03-17")));
        // Asked on Wednesday, told on the next Monday: three working days, five days.
        let after = limits.after_pause(calendar, &terms, day("2026-03-04"), day("2026-03-09"));
        assert_eq!((after.due, after.hard), (day("2026-03-12"), day("2026-03-22")));
        let past = limits.after_pause(calendar, &terms, day("2026-03-10"), day("2026-03-12"));
        assert_eq!((past.due, past.hard), (terms.due, day("2026-03-19")));
        assert_eq!(
            limits.told(day("2026-03-04"), day("2026-09-01")),
            day("2026-03-19")
        );
        assert_eq!(
            limits.told(day("2026-03-04"), day("2026-03-05")),
            day("2026-03-05")
        );
        let same = limits.after_pause(calendar, &terms, day("2026-03-04"), day("2026-03-04"));
        assert_eq!((same.due, same.hard), (terms.due, terms.hard));
    }
}
