//! Days as text, and the working-day calendar of this program.

use chrono::{Datelike, NaiveDate};
use kernel::calendar::{Calendar, DayOffRule};
use kernel::{Error, Result};
use std::sync::OnceLock;

/// How days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayCount {
    /// 工作日.
    Working,
    /// 自然日.
    Calendar,
}

impl DayCount {
    /// The word in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Calendar => "calendar",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Working => "个工作日",
            Self::Calendar => "天",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Working, Self::Calendar]
            .into_iter()
            .find(|count| count.key() == key)
    }

    /// The last day of a limit that begins to run after `from`.
    #[must_use]
    pub fn after(self, calendar: &Calendar, from: NaiveDate, count: u32, rule: DayOffRule) -> NaiveDate {
        match self {
            Self::Working => calendar.after_working_days(from, count).due,
            Self::Calendar => calendar.after_days(from, count, rule).due,
        }
    }

    /// How many such days lie after `from` up to and with `to`.
    #[must_use]
    pub fn between(self, calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> u32 {
        match self {
            Self::Working => calendar.working_days_between(from, to),
            Self::Calendar => u32::try_from((to - from).num_days().max(0)).unwrap_or(u32::MAX),
        }
    }
}

/// The calendar, read once.
///
/// # Errors
/// A table that contradicts itself, which the kernel's tests rule out.
pub fn calendar() -> Result<&'static Calendar> {
    static READ: OnceLock<Calendar> = OnceLock::new();
    if let Some(calendar) = READ.get() {
        return Ok(calendar);
    }
    let calendar = Calendar::shipped()?;
    Ok(READ.get_or_init(|| calendar))
}

/// Which tables the days from `from` to `to` were counted with: `2006v1 2007v1`, a year without notice as `2008?`.
#[must_use]
pub fn version(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> String {
    let years = (from.year()..=to.year()).map(|year| match calendar.provenance(year) {
        Some((_, version)) if calendar.is_complete(year) => format!("{year}v{version}"),
        Some((_, version)) => format!("{year}v{version}?"),
        None => format!("{year}?"),
    });
    years.collect::<Vec<_>>().join(" ")
}

/// A day as the database keeps it.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// Reads [`day`].
///
/// # Errors
/// A fault for what is no day: the database holds only what [`day`] wrote.
pub fn parse_day(text: &str) -> Result<NaiveDate> {
    text.parse()
        .map_err(|error| Error::fault(format!("{text} is no day: {error}")))
}

/// `yyyymm`, as the figures are kept.
#[must_use]
pub fn month_of(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 100 + i64::from(day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_says_which_tables_it_was_counted_with() {
        let calendar = calendar().unwrap();
        let from: NaiveDate = "2006-12-28".parse().unwrap();
        assert_eq!(version(calendar, from, from), "2006v1");
        let until: NaiveDate = "2007-01-05".parse().unwrap();
        assert!(version(calendar, from, until).starts_with("2006v1 2007"));
        let later: NaiveDate = "2031-01-05".parse().unwrap();
        assert_eq!(version(calendar, later, later), "2031?");
    }
}
