//! On which terms a rule takes an article: headline, time, order, embargo, validity. Pure.

use super::entity;
use crate::place::TITLE;
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, FieldError, Result, beijing};
use sea_orm::Set;
use serde::{Deserialize, Serialize};

/// The longest embargo by hours.
const LONGEST: i64 = 24 * 90;

/// The terms of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Terms {
    /// See [`entity::Model::hold_major`].
    pub hold_major: bool,
    /// See [`entity::Model::title_pattern`].
    pub title_pattern: Option<String>,
    /// See [`entity::Model::time_of_arrival`].
    pub time_of_arrival: bool,
    /// See [`entity::Model::order_of_arrival`].
    pub order_of_arrival: bool,
    /// See [`entity::Model::embargo_hours`].
    pub embargo_hours: Option<i64>,
    /// See [`entity::Model::embargo_until`].
    pub embargo_until: Option<DateTime<Utc>>,
    /// See [`entity::Model::valid_from`].
    pub valid_from: Option<DateTime<Utc>>,
    /// See [`entity::Model::valid_until`].
    pub valid_until: Option<DateTime<Utc>>,
}

impl Terms {
    /// Those of a rule.
    #[must_use]
    pub fn of(rule: &entity::Model) -> Self {
        Self {
            hold_major: rule.hold_major,
            title_pattern: rule.title_pattern.clone(),
            time_of_arrival: rule.time_of_arrival,
            order_of_arrival: rule.order_of_arrival,
            embargo_hours: rule.embargo_hours,
            embargo_until: rule.embargo_until,
            valid_from: rule.valid_from,
            valid_until: rule.valid_until,
        }
    }

    /// As columns.
    pub(crate) fn columns(&self) -> entity::ActiveModel {
        entity::ActiveModel {
            hold_major: Set(self.hold_major),
            title_pattern: Set(self.title_pattern.clone()),
            time_of_arrival: Set(self.time_of_arrival),
            order_of_arrival: Set(self.order_of_arrival),
            embargo_hours: Set(self.embargo_hours),
            embargo_until: Set(self.embargo_until),
            valid_from: Set(self.valid_from),
            valid_until: Set(self.valid_until),
            ..Default::default()
        }
    }

    /// Whether the rule works for what was published then.
    #[must_use]
    pub fn valid_at(&self, at: DateTime<Utc>) -> bool {
        self.valid_from.is_none_or(|from| at >= from) && self.valid_until.is_none_or(|until| at < until)
    }

    /// Until when what was published then is held back; `None` without embargo.
    #[must_use]
    pub fn held_until(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let hours = self.embargo_hours.map(|hours| at + Duration::hours(hours));
        hours.max(self.embargo_until)
    }
}

/// A ticked box. Boxes are texts here, since these fields stand inside other forms.
pub(super) const TICKED: &str = "true";

fn tick(on: bool) -> String {
    if on { TICKED.into() } else { String::new() }
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TermsForm {
    /// See [`Terms::hold_major`].
    pub hold_major: String,
    /// See [`Terms::title_pattern`].
    pub title_pattern: String,
    /// See [`Terms::time_of_arrival`].
    pub time_of_arrival: String,
    /// See [`Terms::order_of_arrival`].
    pub order_of_arrival: String,
    /// See [`Terms::embargo_hours`].
    pub embargo_hours: String,
    /// See [`Terms::embargo_until`].
    pub embargo_until: String,
    /// See [`Terms::valid_from`].
    pub valid_from: String,
    /// See [`Terms::valid_until`].
    pub valid_until: String,
}

impl TermsForm {
    /// What a rule has now.
    #[must_use]
    pub fn of(terms: &Terms) -> Self {
        let moment = |at: Option<DateTime<Utc>>| {
            at.map(|at| beijing::minute(at).replace(' ', "T"))
                .unwrap_or_default()
        };
        Self {
            hold_major: tick(terms.hold_major),
            title_pattern: terms.title_pattern.clone().unwrap_or_default(),
            time_of_arrival: tick(terms.time_of_arrival),
            order_of_arrival: tick(terms.order_of_arrival),
            embargo_hours: terms
                .embargo_hours
                .map(|hours| hours.to_string())
                .unwrap_or_default(),
            embargo_until: moment(terms.embargo_until),
            valid_from: moment(terms.valid_from),
            valid_until: moment(terms.valid_until),
        }
    }

    /// Reads the fields.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(&self) -> Result<Terms> {
        let mut wrong = Vec::new();
        let pattern = Some(self.title_pattern.trim().to_owned()).filter(|text| !text.is_empty());
        if pattern
            .as_ref()
            .is_some_and(|text| text.matches(TITLE).count() != 1 || text.chars().count() > 60)
        {
            let text = "标题格式须含一个 {title}，不超过 60 字，例如 【教育】{title}。";
            wrong.push(FieldError::new("title_pattern", text));
        }
        let hours = match self.embargo_hours.trim() {
            "" => None,
            typed => typed
                .parse()
                .ok()
                .filter(|hours| (1..=LONGEST).contains(hours))
                .or_else(|| {
                    wrong.push(FieldError::new("embargo_hours", "缓发时间为 1 至 2160 小时。"));
                    None
                }),
        };
        let mut moment = |name: &str, typed: &str| match typed.trim() {
            "" => None,
            typed => beijing::parse(typed).or_else(|| {
                wrong.push(FieldError::new(name, "请填写日期和时间。"));
                None
            }),
        };
        let embargo_until = moment("embargo_until", &self.embargo_until);
        let valid_from = moment("valid_from", &self.valid_from);
        let valid_until = moment("valid_until", &self.valid_until);
        if valid_from.is_some() && valid_until.is_some() && valid_from >= valid_until {
            wrong.push(FieldError::new("valid_until", "截止时间应晚于起始时间。"));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        Ok(Terms {
            hold_major: self.hold_major == TICKED,
            title_pattern: pattern,
            time_of_arrival: self.time_of_arrival == TICKED,
            order_of_arrival: self.order_of_arrival == TICKED,
            embargo_hours: hours,
            embargo_until,
            valid_from,
            valid_until,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_terms_take_everything_at_once() {
        let terms = TermsForm::default().parse().unwrap();
        let at = beijing::parse("2026-11-22 08:00").unwrap();
        assert_eq!(terms, Terms::default());
        assert!(terms.valid_at(at) && terms.held_until(at).is_none());
    }

    #[test]
    fn the_later_of_two_embargoes_counts_and_the_last_moment_is_outside() {
        let form = TermsForm {
            embargo_hours: "2".into(),
            embargo_until: "2026-11-22T09:00".into(),
            valid_from: "2026-11-22".into(),
            valid_until: "2026-11-23".into(),
            ..TermsForm::default()
        };
        let terms = form.parse().unwrap();
        let at = |text: &str| beijing::parse(text).unwrap();
        assert_eq!(
            terms.held_until(at("2026-11-22 08:00")),
            Some(at("2026-11-22 10:00"))
        );
        assert!(terms.valid_at(at("2026-11-22 00:00")) && !terms.valid_at(at("2026-11-23 00:00")));
        assert_eq!(TermsForm::of(&terms).parse().unwrap(), terms);
    }

    #[test]
    fn each_wrong_field_is_named() {
        let form = TermsForm {
            title_pattern: "【教育】".into(),
            embargo_hours: "0".into(),
            embargo_until: "x".into(),
            valid_from: "2026-11-23".into(),
            valid_until: "2026-11-22".into(),
            ..TermsForm::default()
        };
        let Err(Error::Invalid(wrong)) = form.parse() else {
            panic!()
        };
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(
            fields,
            ["title_pattern", "embargo_hours", "embargo_until", "valid_until"]
        );
    }
}
