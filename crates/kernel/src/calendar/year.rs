//! Tables by year, and what kind of day a day is.

use crate::{Error, Result};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The tables that come with the program, newest last. More are loaded by the operator.
pub const NOTICES: &[&str] = &[
    include_str!("data/2006.toml"),
    include_str!("data/2007.toml"),
    include_str!("data/2024.toml"),
    include_str!("data/2025.toml"),
    include_str!("data/2026.toml"),
];

/// What kind of day a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary Monday to Friday.
    Workday,
    /// A weekend day that is worked (调休上班).
    MakeUp,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A day off by the notice.
    Holiday,
}

impl DayKind {
    /// Whether offices work.
    #[must_use]
    pub fn is_worked(self) -> bool {
        matches!(self, Self::Workday | Self::MakeUp)
    }
}

/// A holiday of a notice, both days inclusive.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Holiday {
    /// 元旦, 春节 …
    pub name: String,
    /// First day off.
    pub from: NaiveDate,
    /// Last day off.
    pub to: NaiveDate,
    /// Weekend days worked instead.
    #[serde(default)]
    pub make_up: Vec<NaiveDate>,
}

/// One year's table with its provenance.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct YearTable {
    /// The year.
    pub year: i32,
    /// The notice's document number or date.
    pub notice: String,
    /// False for a year of which only some days are known.
    pub complete: bool,
    /// Grows when a notice is amended.
    pub version: u32,
    /// The holidays.
    #[serde(default)]
    pub holiday: Vec<Holiday>,
}

/// All years together.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, DayKind>,
    years: BTreeMap<i32, (String, u32, bool)>,
}

impl Calendar {
    /// The calendar of the tables that come with the program.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a table cannot be read; a test reads them all.
    pub fn shipped() -> Result<Self> {
        let mut calendar = Self::default();
        for text in NOTICES {
            calendar.add(text)?;
        }
        Ok(calendar)
    }

    /// Adds a year's table (TOML). A table of a higher version replaces the year's former one.
    ///
    /// # Errors
    /// [`Error::Invalid`] names what cannot be read or contradicts itself.
    pub fn add(&mut self, text: &str) -> Result<()> {
        let table: YearTable = toml::from_str(text)
            .map_err(|error| Error::field("calendar", format!("日历表无法读取：{error}")))?;
        let wrong = |day: NaiveDate, why: &str| Error::field("calendar", format!("{day}：{why}。"));
        let mut days = BTreeMap::new();
        for holiday in &table.holiday {
            if holiday.from > holiday.to {
                return Err(wrong(holiday.from, "起止日期颠倒"));
            }
            for day in holiday.from.iter_days().take_while(|day| *day <= holiday.to) {
                days.insert(day, DayKind::Holiday);
            }
            for day in &holiday.make_up {
                if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
                    return Err(wrong(*day, "调休上班日不是周末"));
                }
                if days.insert(*day, DayKind::MakeUp).is_some() {
                    return Err(wrong(*day, "既放假又上班"));
                }
            }
        }
        self.days.extend(days);
        self.years
            .insert(table.year, (table.notice, table.version, table.complete));
        Ok(())
    }

    /// What kind of day it is; without a table by the weekday alone.
    #[must_use]
    pub fn kind(&self, day: NaiveDate) -> DayKind {
        self.days.get(&day).copied().unwrap_or(match day.weekday() {
            Weekday::Sat | Weekday::Sun => DayKind::Weekend,
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => DayKind::Workday,
        })
    }

    /// Whether the year's notice is loaded in full; a deadline in another year is provisional.
    #[must_use]
    pub fn is_complete(&self, year: i32) -> bool {
        self.years.get(&year).is_some_and(|(_, _, complete)| *complete)
    }

    /// The notice and version behind a year, if one is loaded.
    #[must_use]
    pub fn provenance(&self, year: i32) -> Option<(&str, u32)> {
        self.years
            .get(&year)
            .map(|(notice, version, _)| (notice.as_str(), *version))
    }
}
