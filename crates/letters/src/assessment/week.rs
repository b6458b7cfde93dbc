//! A week from Monday to Sunday, by its ISO name.

use crate::stats::Period;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use kernel::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// A week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week(NaiveDate);

impl Week {
    /// The week of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        let back = u64::from(day.weekday().num_days_from_monday());
        Self(day.checked_sub_days(Days::new(back)).unwrap_or(day))
    }

    /// The week before.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.checked_sub_days(Days::new(7)).unwrap_or(self.0))
    }

    /// `2026年第10周`.
    #[must_use]
    pub fn title(self) -> String {
        let week = self.0.iso_week();
        format!("{}年第{}周", week.year(), week.week())
    }

    /// The same with its days: `2026年第47周（11月16日至22日）`.
    #[must_use]
    pub fn title_with_days(self) -> String {
        let Period { from, to } = self.period();
        let month = if from.month() == to.month() {
            String::new()
        } else {
            format!("{}月", to.month())
        };
        let days = format!("{}月{}日至{month}{}日", from.month(), from.day(), to.day());
        format!("{}（{days}）", self.title())
    }

    /// Monday to Sunday.
    #[must_use]
    pub fn period(self) -> Period {
        Period {
            from: self.0,
            to: self.0.checked_add_days(Days::new(6)).unwrap_or(self.0),
        }
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%G-W%V"))
    }
}

impl FromStr for Week {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::field("week", "请填写周次，例如 2026-W10。");
        let (year, week) = text.trim().split_once("-W").ok_or_else(wrong)?;
        let (Ok(year), Ok(week)) = (year.parse(), week.parse()) else {
            return Err(wrong());
        };
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)
            .map(Self)
            .ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_named_as_the_calendar_names_it() {
        let week: Week = "2026-W10".parse().unwrap();
        assert_eq!(week.period().days(), ("2026-03-02".into(), "2026-03-08".into()));
        assert_eq!(week.to_string(), "2026-W10");
        assert_eq!(Week::of("2026-03-08".parse().unwrap()), week);
        assert_eq!(week.before().to_string(), "2026-W09");
        assert_eq!(Week::of("2027-01-01".parse().unwrap()).to_string(), "2026-W53");
        assert_eq!(Week::of("2027-01-01".parse().unwrap()).title(), "2026年第53周");
        assert_eq!(
            Week::of("2026-11-22".parse().unwrap()).title_with_days(),
            "2026年第47周（11月16日至22日）"
        );
        assert_eq!(
            "2026-W09".parse::<Week>().unwrap().title_with_days(),
            "2026年第9周（2月23日至3月1日）"
        );
        for wrong in ["2026-10", "2026-W54", "W10", ""] {
            assert!(wrong.parse::<Week>().is_err(), "{wrong}");
        }
    }
}
