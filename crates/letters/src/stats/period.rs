//! From which day to which.

use crate::clock::{day, month_of};
use chrono::{Datelike, Days, NaiveDate};
use kernel::{Error, Result};

/// Days with both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// A period.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it ends before it begins.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self> {
        if from > to {
            return Err(Error::field("to", "截止日期早于起始日期。"));
        }
        Ok(Self { from, to })
    }

    /// A calendar year.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a year outside 1990–2100.
    pub fn year(year: i32) -> Result<Self> {
        let wrong = || Error::field("year", "年份应在 1990 至 2100 之间。");
        if !(1990..=2100).contains(&year) {
            return Err(wrong());
        }
        let from = NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(wrong)?;
        let to = NaiveDate::from_ymd_opt(year, 12, 31).ok_or_else(wrong)?;
        Ok(Self { from, to })
    }

    /// First and last month as `yyyymm`.
    #[must_use]
    pub fn months(&self) -> (i64, i64) {
        (month_of(self.from), month_of(self.to))
    }

    /// The two ends as the database writes days.
    #[must_use]
    pub fn days(&self) -> (String, String) {
        (day(self.from), day(self.to))
    }

    /// Whether it is made of whole months.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let next = self.to.checked_add_days(Days::new(1));
        self.from.day() == 1 && next.is_some_and(|next| next.day() == 1)
    }
}
