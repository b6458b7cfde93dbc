//! The form of a source.

use super::entity;
use super::terms::{FIRST, INTERVAL, Terms};
use chrono::{DateTime, Duration, Utc};
use kernel::{ChannelId, Error, FieldError, Result, beijing};
use serde::{Deserialize, Serialize};

/// As typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceForm {
    /// Address of the feed.
    pub url: String,
    /// Name of the source.
    pub name: String,
    /// Number of the channel.
    pub channel: String,
    /// `auto` or `desk`.
    pub mode: String,
    /// Licence or agreement.
    pub licence: String,
    /// Who granted it.
    pub granted_by: String,
    /// Number of the agreement or letter.
    pub reference: String,
    /// Last day of the permission, `2026-11-22`.
    pub granted_until: String,
    /// Minutes between two looks.
    pub interval_minutes: String,
    /// Entries of the first look.
    pub first_limit: String,
}

impl Default for SourceForm {
    fn default() -> Self {
        Self {
            url: String::new(),
            name: String::new(),
            channel: String::new(),
            mode: "desk".into(),
            licence: String::new(),
            granted_by: String::new(),
            reference: String::new(),
            granted_until: String::new(),
            interval_minutes: INTERVAL.to_string(),
            first_limit: FIRST.to_string(),
        }
    }
}

impl From<&entity::Model> for SourceForm {
    fn from(row: &entity::Model) -> Self {
        let last = |until: DateTime<Utc>| beijing::date(until - Duration::seconds(1));
        Self {
            url: row.url.clone(),
            name: row.name.clone(),
            channel: row.channel_id.to_string(),
            mode: if row.automatic { "auto" } else { "desk" }.into(),
            licence: row.licence.clone(),
            granted_by: row.granted_by.clone(),
            reference: row.reference.clone(),
            granted_until: row.granted_until.map(last).unwrap_or_default(),
            interval_minutes: row.interval_minutes.to_string(),
            first_limit: row.first_limit.to_string(),
        }
    }
}

impl SourceForm {
    /// Reads the form.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(&self) -> Result<Terms> {
        let mut wrong = Vec::new();
        let channel = self.channel.parse::<i64>().ok().filter(|id| *id > 0);
        if channel.is_none() {
            wrong.push(FieldError::new("channel", "请选择栏目。"));
        }
        if !matches!(self.mode.as_str(), "auto" | "desk") {
            wrong.push(FieldError::new("mode", "请选择处理方式。"));
        }
        let day = self.granted_until.trim();
        let granted_until = last_moment(day);
        if granted_until.is_none() && !day.is_empty() {
            wrong.push(FieldError::new("granted_until", "请填写日期。"));
        }
        let number = |text: &str| text.trim().parse::<i64>().unwrap_or(-1);
        let terms = Terms {
            channel: ChannelId(channel.unwrap_or_default()),
            url: self.url.clone(),
            name: self.name.clone(),
            licence: self.licence.clone(),
            granted_by: self.granted_by.clone(),
            reference: self.reference.clone(),
            granted_until,
            automatic: self.mode == "auto",
            interval_minutes: number(&self.interval_minutes),
            first_limit: number(&self.first_limit),
        };
        match terms.checked() {
            Ok(terms) if wrong.is_empty() => Ok(terms),
            Ok(_) => Err(Error::Invalid(wrong)),
            Err(Error::Invalid(more)) => {
                wrong.extend(more);
                Err(Error::Invalid(wrong))
            }
            Err(other) => Err(other),
        }
    }
}

/// The end of a day in Beijing.
pub(super) fn last_moment(day: &str) -> Option<DateTime<Utc>> {
    let begins = beijing::parse(&format!("{} 00:00", day.trim()))?;
    Some(begins + Duration::days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_holds_through_its_last_day() {
        let until = last_moment("2026-11-22").unwrap();
        assert_eq!(Some(until), beijing::parse("2026-11-23 00:00"));
        assert_eq!(last_moment("soon"), None);
    }

    #[test]
    fn an_empty_form_names_what_it_lacks() {
        let Err(Error::Invalid(wrong)) = SourceForm::default().parse() else {
            panic!()
        };
        let names: Vec<_> = wrong.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["channel", "url"]);
    }

    #[test]
    fn the_white_list_names_who_granted_it() {
        let form = SourceForm {
            url: "http://news.example/rss.xml".into(),
            channel: "3".into(),
            mode: "auto".into(),
            ..SourceForm::default()
        };
        let Err(Error::Invalid(wrong)) = form.parse() else {
            panic!()
        };
        assert_eq!(wrong[0].field, "granted_by");
    }
}
