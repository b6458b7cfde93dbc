//! How near a due day is. Pure. Days are Beijing's, working days those of the calendar.

use chrono::NaiveDate;
use kernel::calendar::Calendar;

/// Working days before the due day from which a task is called near.
const NEAR: u32 = 2;

/// How an open task stands against its due day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// There is time.
    Green,
    /// Two working days are left, or fewer.
    Yellow,
    /// The day is over.
    Red,
}

impl Light {
    /// How things stand on `today`.
    #[must_use]
    pub fn of(calendar: &Calendar, due: NaiveDate, today: NaiveDate) -> Self {
        if today > due {
            Self::Red
        } else if calendar.working_days_between(today, due) <= NEAR {
            Self::Yellow
        } else {
            Self::Green
        }
    }

    /// The word on screens; colour alone says nothing.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Green => "未到期",
            Self::Yellow => "临期",
            Self::Red => "逾期",
        }
    }

    /// Colour and icon of a chip.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Green => "plain",
            Self::Yellow => "warn",
            Self::Red => "late",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_does_not_count_as_time() {
        let calendar = Calendar::shipped().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // Due on a Tuesday: from the Friday before there are two working days left.
        let due = day("2026-11-24");
        assert_eq!(Light::of(&calendar, due, day("2026-11-19")), Light::Green);
        assert_eq!(Light::of(&calendar, due, day("2026-11-20")), Light::Yellow);
        assert_eq!(Light::of(&calendar, due, due), Light::Yellow);
        assert_eq!(Light::of(&calendar, due, day("2026-11-25")), Light::Red);
    }
}
