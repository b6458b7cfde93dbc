//! Green, yellow, red. Pure. Weeks are ISO weeks, days are Beijing's.

use chrono::{Datelike, Days, NaiveDate};

/// How a unit stands against its quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// Reached, or on the way to it.
    Green,
    /// Something is missing and there is time.
    Yellow,
    /// Missed, or hardly to be reached.
    Red,
}

impl Light {
    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// Reads [`Light::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Green, Self::Yellow, Self::Red]
            .into_iter()
            .find(|light| light.key() == key)
    }

    /// The word on screens; colour alone says nothing.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Green => "正常",
            Self::Yellow => "提醒",
            Self::Red => "预警",
        }
    }

    /// Colour and icon of a chip.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Green => "ok",
            Self::Yellow => "warn",
            Self::Red => "late",
        }
    }

    /// Class of a bar.
    #[must_use]
    pub const fn bar(self) -> &'static str {
        match self {
            Self::Green => "bar-green",
            Self::Yellow => "bar-yellow",
            Self::Red => "bar-red",
        }
    }
}

/// The Monday of a day's week.
#[must_use]
pub fn monday_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// A week that is over is reached or missed. The current one is green when reached, yellow while something is missing,
/// red when nothing is out from Friday on.
#[must_use]
pub fn week_light(out: i64, quota: i64, monday: NaiveDate, today: NaiveDate) -> Light {
    let days = (today - monday).num_days();
    match (out >= quota, days) {
        (true, _) => Light::Green,
        (false, 7..) => Light::Red,
        (false, 4..) if out == 0 => Light::Red,
        (false, _) => Light::Yellow,
    }
}

/// Against the share of the year that has passed: on the way, within a fifth behind, or further.
#[must_use]
pub fn year_light(out: i64, quota: i64, today: NaiveDate) -> Light {
    let due = quota * i64::from(today.ordinal0()) / 365;
    if out >= due.min(quota) {
        Light::Green
    } else if out * 5 >= due * 4 {
        Light::Yellow
    } else {
        Light::Red
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn two_of_three_is_yellow_on_every_day_of_the_week_and_red_after_it() {
        let monday = day("2026-11-16");
        for n in 0..7 {
            let today = monday + Days::new(n);
            assert_eq!(week_light(2, 3, monday, today), Light::Yellow, "{today}");
            assert_eq!(week_light(3, 3, monday, today), Light::Green, "{today}");
        }
        assert_eq!(week_light(2, 3, monday, monday + Days::new(7)), Light::Red);
        assert_eq!(week_light(0, 3, monday, day("2026-11-19")), Light::Yellow);
        assert_eq!(week_light(0, 3, monday, day("2026-11-20")), Light::Red);
    }

    #[test]
    fn weeks_begin_on_monday_across_the_year() {
        assert_eq!(monday_of(day("2026-11-22")), day("2026-11-16"));
        assert_eq!(monday_of(day("2027-01-01")), day("2026-12-28"));
    }

    #[test]
    fn a_year_is_judged_by_the_days_that_have_passed() {
        assert_eq!(year_light(0, 150, day("2026-01-01")), Light::Green);
        assert_eq!(year_light(74, 150, day("2026-07-02")), Light::Green);
        assert_eq!(year_light(62, 150, day("2026-07-02")), Light::Yellow);
        assert_eq!(year_light(40, 150, day("2026-07-02")), Light::Red);
    }
}
