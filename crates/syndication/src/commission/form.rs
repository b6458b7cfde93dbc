//! Text from the giver's form → domain types.

use super::Kind;
use chrono::NaiveDate;
use kernel::calendar::Calendar;
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

/// The form of a new task, as typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct CommissionForm {
    /// In a line.
    pub title: String,
    /// In full.
    pub wanted: String,
    /// See [`Kind`].
    pub kind: String,
    /// The last day.
    pub due_on: String,
    /// Or: so many working days from today.
    pub days: String,
    /// Sites and boxes; see [`crate::sender::Sender`].
    pub receivers: Vec<String>,
    /// Accounts, divided by blanks or commas.
    pub accounts: String,
    /// Hashes of files.
    pub attachments: Vec<String>,
}

impl From<Vec<(String, String)>> for CommissionForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "title" => form.title = value,
                "wanted" => form.wanted = value,
                "kind" => form.kind = value,
                "due_on" => form.due_on = value,
                "days" => form.days = value,
                "receivers" => form.receivers.push(value),
                "accounts" => form.accounts = value,
                "attachments" => form.attachments.push(value),
                _ => {}
            }
        }
        form
    }
}

impl CommissionForm {
    pub(super) fn kind(&self) -> Result<Kind> {
        Kind::parse(&self.kind).ok_or_else(|| Error::field("kind", "请选择类别。"))
    }

    /// The day named, or the end of so many working days.
    pub(super) fn due(&self, today: NaiveDate) -> Result<NaiveDate> {
        let (day, days) = (self.due_on.trim(), self.days.trim());
        if day.is_empty() && !days.is_empty() {
            let days = days.parse().ok().filter(|days| (1..=120).contains(days));
            let days = days.ok_or_else(|| Error::field("days", "工作日应在 1 至 120 之间。"))?;
            return Ok(Calendar::shipped()?.after_working_days(today, days).due);
        }
        let day = day.parse().ok();
        day.ok_or_else(|| Error::field("due_on", "请填写交稿日，或填写几个工作日内交稿。"))
    }

    /// The accounts named, each once.
    pub(super) fn accounts(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for word in self.accounts.split([',', '，', '、', ' ', '\n', '\r', '\t']) {
            let word = word.trim();
            if !word.is_empty() && !found.contains(&word) {
                found.push(word);
            }
        }
        found
    }
}

/// The form of a reason.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    /// Why.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_working_days_pass_over_the_weekend() {
        let form = CommissionForm {
            days: "5".into(),
            ..CommissionForm::default()
        };
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(form.due(day("2026-11-20")).unwrap(), day("2026-11-27"));
        assert!(CommissionForm::default().due(day("2026-11-20")).is_err());
    }
}
