//! From which day to which.

use crate::clock::{day, month_of};
use chrono::{Datelike, Days, Months, NaiveDate};
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

    /// The months from `first` on, of a year: `1` to `12`.
    fn of_months(year: i32, first: u32, count: u32) -> Result<Self> {
        let year = Self::year(year)?;
        let wrong = || Error::field("month", "月份应在 1 至 12 之间。");
        let from = year.from.with_month(first).ok_or_else(wrong)?;
        let to = from
            .checked_add_months(Months::new(count))
            .and_then(|next| next.pred_opt())
            .ok_or_else(wrong)?;
        Ok(Self { from, to })
    }

    /// A calendar month.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a month that is none.
    pub fn month(year: i32, month: u32) -> Result<Self> {
        Self::of_months(year, month, 1)
    }

    /// A quarter of a year, 1 to 4.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a quarter that is none.
    pub fn quarter(year: i32, quarter: u32) -> Result<Self> {
        if !(1..=4).contains(&quarter) {
            return Err(Error::field("quarter", "季度应在 1 至 4 之间。"));
        }
        Self::of_months(year, quarter * 3 - 2, 3)
    }

    /// The days that two periods share.
    #[must_use]
    pub fn within(&self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        }
    }

    /// The same, widened to whole months. A day with a class and a unit would tell of a private letter on which day it came.
    #[must_use]
    pub fn whole_months(&self) -> Self {
        let next = self
            .to
            .with_day(1)
            .and_then(|first| first.checked_add_months(Months::new(1)));
        Self {
            from: self.from.with_day(1).unwrap_or(self.from),
            to: next.and_then(|next| next.pred_opt()).unwrap_or(self.to),
        }
    }

    /// What it is called: `2006年`, `2006年第2季度`, `2006年4月`, or its two days.
    #[must_use]
    pub fn title(&self) -> String {
        let (year, month) = (self.from.year(), self.from.month());
        if Self::year(year).is_ok_and(|whole| whole == *self) {
            format!("{year}年")
        } else if let Some(quarter) = (1..=4).find(|n| Self::quarter(year, *n).is_ok_and(|one| one == *self))
        {
            format!("{year}年第{quarter}季度")
        } else if Self::month(year, month).is_ok_and(|whole| whole == *self) {
            format!("{year}年{month}月")
        } else {
            let (from, to) = self.days();
            format!("{from} 至 {to}")
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_their_days_and_their_names() {
        let named = |period: Period| (period.days().0, period.days().1, period.title());
        let is = |from: &str, to: &str, title: &str| (from.to_owned(), to.to_owned(), title.to_owned());
        assert_eq!(
            named(Period::year(2006).unwrap()),
            is("2006-01-01", "2006-12-31", "2006年")
        );
        assert_eq!(
            named(Period::quarter(2006, 2).unwrap()),
            is("2006-04-01", "2006-06-30", "2006年第2季度")
        );
        assert_eq!(
            named(Period::month(2024, 2).unwrap()),
            is("2024-02-01", "2024-02-29", "2024年2月")
        );
        let days = Period::new("2006-04-02".parse().unwrap(), "2006-04-30".parse().unwrap()).unwrap();
        assert_eq!(days.title(), "2006-04-02 至 2006-04-30");
        assert_eq!(days.within(Period::month(2006, 4).unwrap()), days);
        assert!(Period::quarter(2006, 5).is_err() && Period::month(2006, 13).is_err());
    }
}
