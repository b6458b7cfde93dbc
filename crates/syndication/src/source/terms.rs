//! What a line of the register says, checked.

use chrono::{DateTime, Utc};
use kernel::{ChannelId, Error, FieldError, Result};
use url::Url;

/// Minutes between two looks, when nobody says otherwise.
pub const INTERVAL: i64 = 60;
/// Entries that the first look brings, when nobody says otherwise.
pub const FIRST: i64 = 20;

/// The terms of a source.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Where its articles stand.
    pub channel: ChannelId,
    /// Address of the feed.
    pub url: String,
    /// Named on every article; empty takes the feed's own title.
    pub name: String,
    /// Licence or agreement.
    pub licence: String,
    /// Who granted it.
    pub granted_by: String,
    /// Number of the agreement or letter.
    pub reference: String,
    /// Until when.
    pub granted_until: Option<DateTime<Utc>>,
    /// On the white list: published without the desk.
    pub automatic: bool,
    /// Minutes between two looks.
    pub interval_minutes: i64,
    /// Entries that the first look brings.
    pub first_limit: i64,
}

impl Terms {
    /// Checks what was typed.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn checked(self) -> Result<Self> {
        let mut wrong = Vec::new();
        let name = self.name.trim();
        if !name.is_empty() && !(2..=40).contains(&name.chars().count()) {
            wrong.push(FieldError::new("name", "稿源名称应为 2 至 40 字。"));
        }
        for (field, text) in [
            ("licence", &self.licence),
            ("granted_by", &self.granted_by),
            ("reference", &self.reference),
        ] {
            if text.trim().chars().count() > 100 {
                wrong.push(FieldError::new(field, "太长，最多 100 字。"));
            }
        }
        let url = crate::webhook::web_address(&self.url);
        if url.is_none() {
            wrong.push(FieldError::new("url", "请填写 http 或 https 开头的完整地址。"));
        }
        if self.automatic && self.granted_by.trim().is_empty() {
            wrong.push(FieldError::new("granted_by", "列入转载白名单，须写明授权方。"));
        }
        if !(10..=1440).contains(&self.interval_minutes) {
            wrong.push(FieldError::new(
                "interval_minutes",
                "抓取间隔应为 10 至 1440 分钟。",
            ));
        }
        if !(0..=200).contains(&self.first_limit) {
            wrong.push(FieldError::new("first_limit", "首次抓取应为 0 至 200 篇。"));
        }
        match url {
            Some(url) if wrong.is_empty() => Ok(Self {
                url,
                name: name.to_owned(),
                licence: self.licence.trim().to_owned(),
                granted_by: self.granted_by.trim().to_owned(),
                reference: self.reference.trim().to_owned(),
                ..self
            }),
            Some(_) | None => Err(Error::Invalid(wrong)),
        }
    }
}

/// The host of an address.
#[must_use]
pub fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        Terms {
            channel: ChannelId(3),
            url: " http://news.example/rss.xml ".into(),
            name: String::new(),
            licence: String::new(),
            granted_by: " 市融媒体中心 ".into(),
            reference: String::new(),
            granted_until: None,
            automatic: true,
            interval_minutes: INTERVAL,
            first_limit: FIRST,
        }
    }

    #[test]
    fn terms_are_trimmed() {
        let terms = terms().checked().unwrap();
        assert_eq!(terms.url, "http://news.example/rss.xml");
        assert_eq!(terms.granted_by, "市融媒体中心");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = Terms {
            url: "ftp://a".into(),
            name: "社".into(),
            granted_by: " ".into(),
            reference: "号".repeat(101),
            interval_minutes: 1,
            first_limit: 1000,
            ..terms()
        };
        let Err(Error::Invalid(wrong)) = wrong.checked() else {
            panic!()
        };
        let names: Vec<_> = wrong.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(
            names,
            [
                "name",
                "reference",
                "url",
                "granted_by",
                "interval_minutes",
                "first_limit"
            ]
        );
    }
}
