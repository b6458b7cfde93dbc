//! The levels by which a letter is urged without anybody asking for it: on which day, and who hears of it. Pure.

use super::urging;
use crate::clock::DayCount;
use chrono::NaiveDate;
use kernel::calendar::Calendar;

/// Somebody who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hearer {
    /// 经办人, or who stands in.
    Handler,
    /// 代办人.
    Deputy,
    /// 单位负责人.
    Head,
    /// 督查人员 of the portal.
    Inspector,
}

impl Hearer {
    /// All, from below.
    pub const ALL: [Self; 4] = [Self::Handler, Self::Deputy, Self::Head, Self::Inspector];

    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::Deputy => "deputy",
            Self::Head => "head",
            Self::Inspector => "inspector",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Handler => "经办人",
            Self::Deputy => "代办人",
            Self::Head => "单位负责人",
            Self::Inspector => "督查人员",
        }
    }
}

/// A level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// From 1, in order of days.
    pub number: i64,
    /// What it is called.
    pub name: String,
    /// Working days after the last day; not above nought it is a reminder, so many before it.
    pub days: i64,
    /// Who is told.
    pub tells: Vec<Hearer>,
}

impl Level {
    /// Whether it is a reminder: the letter is not late yet.
    #[must_use]
    pub fn is_reminder(&self) -> bool {
        self.days <= 0
    }

    /// Whether a letter whose last day is `last` is there on a working day. A reminder is over when the last day is.
    #[must_use]
    pub fn is_reached(&self, calendar: &Calendar, last: NaiveDate, today: NaiveDate) -> bool {
        let between = |from, to| i64::from(DayCount::Working.between(calendar, from, to));
        if self.is_reminder() {
            today <= last && between(today, last) <= -self.days
        } else {
            today > last && between(last, today) >= self.days
        }
    }

    /// The day in words.
    #[must_use]
    pub fn when(&self) -> String {
        match self.days {
            0 => "到期当天".into(),
            days if days < 0 => format!("到期前 {} 个工作日", -days),
            days => format!("超期 {days} 个工作日"),
        }
    }

    /// Who is told, in words.
    #[must_use]
    pub fn whom(&self) -> String {
        let told: Vec<&str> = self.tells.iter().map(|who| who.title()).collect();
        told.join("、")
    }

    /// How what it is said of stands to its day.
    #[must_use]
    pub fn stands(&self) -> &'static str {
        match self.days {
            0 => "今天到期",
            days if days < 0 => "将到期",
            _ => "已超期",
        }
    }

    /// What the notice says.
    #[must_use]
    pub fn words(&self) -> String {
        let what = match self.days {
            0 => "今天到期，还没有答复".to_owned(),
            days if days < 0 => "将到期，还没有答复".to_owned(),
            _ => "已超过答复期限，还没有答复".to_owned(),
        };
        let asks = if self.is_reminder() {
            "请按期办理"
        } else {
            "请督促办理"
        };
        format!("{what}，{asks}。告知{}。", self.whom())
    }
}

impl From<&urging::Model> for Level {
    fn from(row: &urging::Model) -> Self {
        let told = |who: &Hearer| row.tells.split_whitespace().any(|word| word == who.key());
        Self {
            number: row.level,
            name: row.name.clone(),
            days: row.days,
            tells: Hearer::ALL.into_iter().filter(told).collect(),
        }
    }
}

/// The levels where nothing is set: near its end the handler hears, past it the unit's head, five working days past it the
/// inspectors.
#[must_use]
pub fn usual() -> Vec<Level> {
    let level = |(number, (name, days, who)): (i64, (&str, i64, Hearer))| Level {
        number,
        name: name.into(),
        days,
        tells: vec![who],
    };
    let three = [
        ("到期提醒", -2, Hearer::Handler),
        ("超期催办", 1, Hearer::Head),
        ("久拖上报", 5, Hearer::Inspector),
    ];
    (1..).zip(three).map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::calendar;

    #[test]
    fn a_level_is_reached_on_its_working_day_and_a_reminder_ends_with_the_last_day() {
        let calendar = calendar().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let last = day("2026-03-09");
        let reached = |days: i64, today: &str| {
            let level = Level {
                days,
                ..usual().remove(0)
            };
            level.is_reached(calendar, last, day(today))
        };
        for (days, today, there) in [
            (-2, "2026-03-04", false),
            (-2, "2026-03-05", true),
            (-2, "2026-03-09", true),
            (-2, "2026-03-10", false),
            (0, "2026-03-06", false),
            (0, "2026-03-09", true),
            (1, "2026-03-09", false),
            (1, "2026-03-10", true),
            (5, "2026-03-13", false),
            (5, "2026-03-16", true),
        ] {
            assert_eq!(reached(days, today), there, "{days} {today}");
        }
    }

    #[test]
    fn a_level_says_when_and_whom() {
        let said: Vec<String> = usual()
            .iter()
            .map(|level| format!("{} {} {}", level.name, level.when(), level.whom()))
            .collect();
        assert_eq!(
            said,
            [
                "到期提醒 到期前 2 个工作日 经办人",
                "超期催办 超期 1 个工作日 单位负责人",
                "久拖上报 超期 5 个工作日 督查人员"
            ]
        );
    }
}
