//! How much time is left, in words and colour.

use crate::clock::{DayCount, Judgement};
use crate::letter::State;
use chrono::NaiveDate;
use kernel::calendar::Calendar;
use serde::Serialize;

/// Working days from which on a limit is near.
pub(super) const NEAR: u32 = 2;

/// A chip with the day behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DueChip {
    /// The words.
    pub text: String,
    /// Colour and icon.
    pub tone: String,
    /// In full.
    pub title: String,
}

impl DueChip {
    fn new(text: impl Into<String>, tone: &str, title: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            tone: tone.into(),
            title: title.into(),
        }
    }
}

/// The limit a letter runs against now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its last day.
    pub last: NaiveDate,
    /// How its days are counted.
    pub count: DayCount,
    /// Whether it is the day named in a public explanation.
    pub extended: bool,
    /// Whether a question to the writer stops the clock.
    pub stands: bool,
}

/// The chip of a letter in a state, with the frozen result of its answer if there is one.
#[must_use]
pub fn chip(
    calendar: &Calendar,
    today: NaiveDate,
    state: State,
    result: Option<Judgement>,
    limit: Limit,
) -> DueChip {
    let named = format!(
        "{} {}",
        if limit.extended {
            "延期至"
        } else {
            "答复期限"
        },
        limit.last
    );
    if limit.stands {
        return DueChip::new("计时暂停", "wait", "正在请写信人补充，这几天不计入期限");
    }
    if !state.is_open() {
        return match result {
            Some(result) => DueChip::new(result.title(), tone_of(result), "首次答复时已定，不再改变"),
            None => DueChip::default(),
        };
    }
    let left = limit.count.between(calendar, today, limit.last);
    let unit = limit.count.title();
    if today > limit.last {
        let over = limit.count.between(calendar, limit.last, today);
        let text = match over {
            0 => "已超期".to_owned(),
            over => format!("已超期 {over} {unit}"),
        };
        return DueChip::new(text, "late", named);
    }
    let near = DayCount::Working.between(calendar, today, limit.last) <= NEAR;
    let text = if today == limit.last {
        "今日到期".to_owned()
    } else if left == 0 {
        format!("{} 到期", limit.last.format("%m-%d"))
    } else {
        format!("还剩 {left} {unit}")
    };
    DueChip::new(text, if near { "warn" } else { "plain" }, named)
}

/// The colour of a frozen result.
#[must_use]
pub fn tone_of(result: Judgement) -> &'static str {
    match result {
        Judgement::OnTime => "ok",
        Judgement::Extended => "wait",
        Judgement::Late => "late",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::calendar;

    fn said(today: &str, last: &str, state: State, result: Option<Judgement>) -> (String, String) {
        let limit = Limit {
            last: last.parse().unwrap(),
            count: DayCount::Working,
            extended: false,
            stands: state == State::Asking,
        };
        let chip = chip(calendar().unwrap(), today.parse().unwrap(), state, result, limit);
        (chip.text, chip.tone)
    }

    #[test]
    fn time_left_is_said_in_the_limits_own_days() {
        for (today, last, text, tone) in [
            ("2026-03-02", "2026-03-09", "还剩 5 个工作日", "plain"),
            ("2026-03-05", "2026-03-09", "还剩 2 个工作日", "warn"),
            ("2026-03-09", "2026-03-09", "今日到期", "warn"),
            ("2026-03-10", "2026-03-09", "已超期 1 个工作日", "late"),
            ("2026-03-08", "2026-03-06", "已超期", "late"),
        ] {
            assert_eq!(
                said(today, last, State::Assigned, None),
                (text.to_owned(), tone.to_owned()),
                "{today}"
            );
        }
    }

    #[test]
    fn an_answered_letter_says_its_frozen_result_whatever_day_it_is() {
        let said = said(
            "2030-01-01",
            "2026-03-09",
            State::Answered,
            Some(Judgement::OnTime),
        );
        assert_eq!(said, ("按时答复".to_owned(), "ok".to_owned()));
    }

    #[test]
    fn the_clock_of_a_letter_whose_writer_is_asked_stands() {
        let said = said("2026-03-20", "2026-03-09", State::Asking, None);
        assert_eq!(said.1, "wait");
    }
}
