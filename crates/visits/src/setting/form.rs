//! Text from the form → a setting.

use super::entity;
use chrono::NaiveDate;
use kernel::{Error, FieldError, Result};
use serde::{Deserialize, Serialize};

/// The form.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct SettingForm {
    /// Views from before.
    pub base: String,
    /// From which day on.
    pub since: String,
    /// `yes` when pages say the sum.
    pub shown: String,
    /// The revision that the form saw.
    pub revision: String,
}

/// A setting that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Views from before.
    pub base: i64,
    /// From which day on.
    pub since: Option<NaiveDate>,
    /// Whether pages say the sum.
    pub shown: bool,
}

/// More than any site has had.
const MOST: i64 = 100_000_000_000;

impl SettingForm {
    /// Reads it. `today` is the last day that may stand in it.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the fields.
    pub fn read(&self, today: NaiveDate) -> Result<Setting> {
        let mut wrong = Vec::new();
        let base = match self.base.trim() {
            "" => Some(0),
            text => text.replace([',', '，'], "").parse().ok(),
        };
        let base = base.filter(|base| (0..=MOST).contains(base));
        if base.is_none() {
            wrong.push(FieldError::new("base", "基数应为不小于 0 的整数。"));
        }
        let since = match self.since.trim() {
            "" => None,
            text => match text.parse::<NaiveDate>() {
                Ok(day) if day <= today => Some(day),
                Ok(_) => {
                    wrong.push(FieldError::new("since", "起始日期不能晚于今天。"));
                    None
                }
                Err(_) => {
                    wrong.push(FieldError::new("since", "请填写日期，例如 2009-01-01。"));
                    None
                }
            },
        };
        if wrong.is_empty() && base.is_some_and(|base| base > 0) && since.is_none() {
            wrong.push(FieldError::new("since", "有基数时须填写从哪一天起算。"));
        }
        match base {
            Some(base) if wrong.is_empty() => Ok(Setting {
                base,
                since,
                shown: self.shown == "yes",
            }),
            _ => Err(Error::Invalid(wrong)),
        }
    }

    /// What stands now.
    #[must_use]
    pub fn of(row: Option<&entity::Model>) -> Self {
        let Some(row) = row else {
            return Self {
                revision: "0".into(),
                ..Self::default()
            };
        };
        Self {
            base: row.base.to_string(),
            since: row.since.clone().unwrap_or_default(),
            shown: if row.shown { "yes".into() } else { String::new() },
            revision: row.revision.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_wrong_are_named() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        let form = |base: &str, since: &str| SettingForm {
            base: base.into(),
            since: since.into(),
            ..SettingForm::default()
        };
        let fields = |form: SettingForm| match form.read(today) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.field.to_string()).collect(),
            other => vec![format!("{other:?}")],
        };
        assert_eq!(fields(form("-1", "2026-03-11")), ["base", "since"]);
        assert_eq!(fields(form("4000000", "")), ["since"]);
        assert_eq!(fields(form("x", "x")), ["base", "since"]);
        let read = form("4,000,000", "2009-01-01").read(today).unwrap();
        assert_eq!(
            (read.base, read.since),
            (4_000_000, NaiveDate::from_ymd_opt(2009, 1, 1))
        );
    }
}
