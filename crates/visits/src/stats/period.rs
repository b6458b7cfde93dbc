//! From which day to which.

use chrono::{Datelike, Days, NaiveDate};
use kernel::{Error, FieldError, Result};
use serde::{Deserialize, Serialize};

/// As it is asked for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Span {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// `group` for all sites, on the portal.
    pub scope: String,
}

/// Days with both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// The longest that is asked for at once.
const LONGEST: i64 = 366 * 5;

impl Period {
    /// The last thirty days.
    #[must_use]
    pub fn usual(today: NaiveDate) -> Self {
        Self::last(today, 30)
    }

    fn last(today: NaiveDate, days: u64) -> Self {
        Self {
            from: today.checked_sub_days(Days::new(days - 1)).unwrap_or(today),
            to: today,
        }
    }

    /// What is offered beside free days: name and period.
    #[must_use]
    pub fn offered(today: NaiveDate) -> Vec<(&'static str, Self)> {
        let month = today.with_day(1).unwrap_or(today);
        let before = month.pred_opt().unwrap_or(month);
        let year = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let last = year.pred_opt().unwrap_or(year);
        vec![
            ("最近 7 天", Self::last(today, 7)),
            ("最近 30 天", Self::usual(today)),
            (
                "本月",
                Self {
                    from: month,
                    to: today,
                },
            ),
            (
                "上月",
                Self {
                    from: before.with_day(1).unwrap_or(before),
                    to: before,
                },
            ),
            (
                "今年",
                Self {
                    from: year,
                    to: today,
                },
            ),
            (
                "去年",
                Self {
                    from: NaiveDate::from_ymd_opt(last.year(), 1, 1).unwrap_or(last),
                    to: last,
                },
            ),
        ]
    }

    /// Days in it.
    #[must_use]
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Its first and last day that are not still to come.
    #[must_use]
    pub fn title(&self) -> String {
        if self.from == self.to {
            self.from.to_string()
        } else {
            format!("{} 至 {}", self.from, self.to)
        }
    }
}

impl Span {
    /// Reads it; without days the last thirty.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the field.
    pub fn period(&self, today: NaiveDate) -> Result<Period> {
        let usual = Period::usual(today);
        let mut wrong = Vec::new();
        let mut day = |name: &'static str, text: &str, usual: NaiveDate| match text.trim() {
            "" => usual,
            text => text.parse().unwrap_or_else(|_| {
                wrong.push(FieldError::new(name, "请填写日期，例如 2026-03-01。"));
                usual
            }),
        };
        let from = day("from", &self.from, usual.from);
        let to = day("to", &self.to, usual.to.max(from));
        let period = Period { from, to };
        if wrong.is_empty() && from > to {
            wrong.push(FieldError::new("to", "截止日期早于起始日期。"));
        } else if wrong.is_empty() && period.days() > LONGEST {
            wrong.push(FieldError::new("to", "一次最多统计五年。"));
        }
        if wrong.is_empty() {
            Ok(period)
        } else {
            Err(Error::Invalid(wrong))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_or_refused_by_name() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let span = |from: &str, to: &str| Span {
            from: from.into(),
            to: to.into(),
            ..Span::default()
        };
        assert_eq!(span("", "").period(today).unwrap().days(), 30);
        assert_eq!(span("2026-03-01", "2026-03-01").period(today).unwrap().days(), 1);
        for (from, to) in [
            ("2026-03-02", "2026-03-01"),
            ("1900-01-01", ""),
            ("x", ""),
            ("", "31.2."),
        ] {
            assert!(
                matches!(span(from, to).period(today), Err(Error::Invalid(_))),
                "{from} {to}"
            );
        }
        let offered = Period::offered(today);
        assert_eq!(offered[3].1.title(), "2026-02-01 至 2026-02-28");
        assert_eq!(offered[5].1.days(), 365);
    }
}
