//! The clock of a letter, explained day by day.

use crate::clock::{self, DayCount, DayNote, parse_day};
use crate::handling::entity as handling;
use crate::letter::entity::Model;
use crate::pause::entity as pause;
use chrono::{Datelike, NaiveDate};
use kernel::Result;
use kernel::calendar::{Calendar, DayKind};
use serde::Serialize;

/// A day on the way to the limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClockDay {
    /// `2026-03-03 周二`.
    pub day: String,
    /// What it is in the calendar.
    pub kind: String,
    /// Its number on the way to the answer, or why it does not count.
    pub answer: String,
    /// The same on the way to the hard end.
    pub hard: String,
    /// A limit that ends here, or empty.
    pub ends: String,
}

/// Both clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClockView {
    /// In a sentence.
    pub rule: String,
    /// The document that fixes it.
    pub source: String,
    /// Which tables of the calendar.
    pub calendar: String,
    /// From this day.
    pub from: String,
    /// Last day for the answer.
    pub due_on: String,
    /// Last day of all.
    pub hard_on: String,
    /// The day named in a public explanation, or empty.
    pub until_on: String,
    /// Day by day.
    pub days: Vec<ClockDay>,
}

const WEEK: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

fn named(day: NaiveDate) -> String {
    let n = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
    format!("{day} {}", WEEK.get(n).copied().unwrap_or_default())
}

fn kind(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Workday => "工作日",
        DayKind::MakeUp => "调休上班",
        DayKind::Weekend => "周末",
        DayKind::Holiday => "节假日",
    }
}

fn counted(note: &DayNote, count: DayCount) -> String {
    match (note.counted, note.paused) {
        (Some(n), _) => match count {
            DayCount::Working => format!("第 {n} 个工作日"),
            DayCount::Calendar => format!("第 {n} 天"),
        },
        (None, true) => "暂停".into(),
        (None, false) => "不计".into(),
    }
}

impl ClockView {
    /// Of a letter in its first round, or of the unit's part after it was reopened. A question that is still open pauses the
    /// clock until today.
    pub(super) fn load(
        letter: &Model,
        part: Option<&handling::Model>,
        pauses: &[pause::Model],
        until_on: Option<String>,
        today: NaiveDate,
    ) -> Result<Self> {
        let again = part.filter(|_| letter.round > 1);
        let (from, due, hard, calendar) = match again {
            Some(part) => (&part.assigned_on, &part.due_on, &part.hard_on, &part.calendar),
            None => (
                &letter.received_on,
                &letter.due_on,
                &letter.hard_on,
                &letter.calendar,
            ),
        };
        let (from, due, hard) = (parse_day(from)?, parse_day(due)?, parse_day(hard)?);
        let mut stood = Vec::new();
        for row in pauses {
            let told = row.ended_on.as_deref().map(parse_day).transpose()?;
            stood.push((parse_day(&row.asked_on)?, told.unwrap_or(today)));
        }
        let limits = letter.limits();
        let table = clock::calendar()?;
        let answer = clock::explain(table, from, hard, limits.answer.1, &stood);
        let end = clock::explain(table, from, hard, limits.hard.1, &stood);
        let days = answer
            .iter()
            .zip(&end)
            .map(|(first, last)| {
                let reached = first.day > due;
                ClockDay {
                    day: named(first.day),
                    kind: kind(first.kind).into(),
                    answer: if reached {
                        String::new()
                    } else {
                        counted(first, limits.answer.1)
                    },
                    hard: counted(last, limits.hard.1),
                    ends: ends(first.day, due, hard),
                }
            })
            .collect::<Vec<_>>();
        let count = |(count, kind): (u32, DayCount)| format!("{count} {}", kind.title());
        if limits.answer.0 == 0 {
            let rule = format!(
                "收到的工作日当天答复或公开说明延期；下班以后和休息日收到的，顺延到下一个工作日。最长不超过 {}，收到当天不计。",
                count(limits.hard)
            );
            return Ok(Self {
                rule,
                source: letter.rule.clone(),
                calendar: calendar.clone(),
                from: named(from),
                due_on: named(due),
                hard_on: named(hard),
                until_on: until_on.unwrap_or_default(),
                days: same_day(table, from, due, days, letter),
            });
        }
        Ok(Self {
            rule: format!(
                "收到后 {}内答复或公开说明延期，最长不超过 {}；收到当天不计。",
                count(limits.answer),
                count(limits.hard)
            ),
            source: letter.rule.clone(),
            calendar: calendar.clone(),
            from: named(from),
            due_on: named(due),
            hard_on: named(hard),
            until_on: until_on.unwrap_or_default(),
            days,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rule: "收到后 5 个工作日内答复或公开说明延期，最长不超过 15 天；收到当天不计。".into(),
            source: "受理答复流程的文件".into(),
            calendar: "2026v1".into(),
            from: "2026-03-02 周一".into(),
            due_on: "2026-03-09 周一".into(),
            hard_on: "2026-03-17 周二".into(),
            until_on: "2026-03-16".into(),
            days: vec![ClockDay {
                day: "2026-03-03 周二".into(),
                kind: "工作日".into(),
                answer: "第 1 个工作日".into(),
                hard: "第 1 天".into(),
                ends: String::new(),
            }],
        }
    }
}

/// The day of receipt stands first, and each day up to the last says why it is or is not the one.
fn same_day(
    calendar: &Calendar,
    from: NaiveDate,
    due: NaiveDate,
    days: Vec<ClockDay>,
    letter: &Model,
) -> Vec<ClockDay> {
    let after_hours = letter.from_on.is_some() && letter.round == 1;
    let first = ClockDay {
        day: named(from),
        kind: kind(calendar.kind(from)).into(),
        answer: match (from == due, calendar.kind(from).is_worked()) {
            (true, _) => "当日".into(),
            (false, true) if after_hours || letter.round > 1 => "已过当天答复时间".into(),
            (false, true) => String::new(),
            (false, false) => "休息日".into(),
        },
        hard: "收到当天不计".into(),
        ends: if from == due {
            "答复期限".into()
        } else {
            String::new()
        },
    };
    let later = from.iter_days().skip(1).zip(days).map(|(on, row)| ClockDay {
        answer: match (row.answer.as_str(), on == due) {
            ("暂停", _) => row.answer,
            (_, true) => "当日".into(),
            (_, false) if on > due => String::new(),
            (_, false) if calendar.kind(on).is_worked() => row.answer,
            (_, false) => "休息日".into(),
        },
        ..row
    });
    std::iter::once(first).chain(later).collect()
}

fn ends(day: NaiveDate, due: NaiveDate, hard: NaiveDate) -> String {
    match (day == due, day == hard) {
        (true, true) => "答复期限，最长期限".into(),
        (true, false) => "答复期限".into(),
        (false, true) => "最长期限".into(),
        (false, false) => String::new(),
    }
}
