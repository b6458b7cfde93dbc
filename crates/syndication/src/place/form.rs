//! Text from the form of a place → domain types.

use crate::desk::Headline;
use chrono::{DateTime, Utc};
use kernel::{ChannelId, Error, FieldError, Result, beijing};
use serde::Deserialize;

/// A field that may be the site's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 标题.
    Title,
    /// 摘要.
    Summary,
    /// 题图.
    Lead,
    /// 栏目.
    Channel,
    /// 时间.
    Time,
    /// 排序.
    Order,
    /// 置顶.
    Pin,
}

impl Field {
    /// Every field, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::Summary,
        Self::Lead,
        Self::Channel,
        Self::Time,
        Self::Order,
        Self::Pin,
    ];

    /// The word in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Lead => "lead",
            Self::Channel => "channel",
            Self::Time => "time",
            Self::Order => "order",
            Self::Pin => "pin",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Summary => "摘要",
            Self::Lead => "题图",
            Self::Channel => "栏目",
            Self::Time => "发布时间",
            Self::Order => "排序",
            Self::Pin => "置顶",
        }
    }

    /// Reads [`Field::key`].
    ///
    /// # Errors
    /// [`Error::Invalid`] on `field`.
    pub fn parse(key: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|field| field.key() == key);
        found.ok_or_else(|| Error::field("field", "没有这个字段。"))
    }
}

/// What the site wants as its own; `None` follows the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Headline.
    pub title: Option<Headline>,
    /// Abstract.
    pub summary: Option<String>,
    /// Hash of a picture of this site; empty for no picture.
    pub lead: Option<String>,
    /// Channel of this site.
    pub channel: Option<ChannelId>,
    /// Time of publication.
    pub time: Option<DateTime<Utc>>,
    /// Place in lists.
    pub order: Option<DateTime<Utc>>,
    /// On top.
    pub pinned: bool,
}

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    pub(super) title: String,
    pub(super) summary: String,
    /// Empty inherits, `none`, or a hash.
    pub(super) lead: String,
    pub(super) channel: String,
    pub(super) time: String,
    pub(super) order: String,
    pub(super) pin: bool,
}

/// Which field shall follow again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FieldForm {
    pub(super) field: String,
}

/// Which correction was looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AgreeForm {
    pub(super) version: i64,
}

/// Why it is taken down.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    pub(super) reason: String,
}

/// [`PlaceForm::lead`] for no picture.
pub(super) const NO_PICTURE: &str = "none";

impl PlaceForm {
    pub(super) fn parse(&self) -> Result<Own> {
        let mut wrong = Vec::new();
        let title = match self.title.trim() {
            "" => None,
            typed => Headline::parse(typed)
                .inspect_err(|_| wrong.push(FieldError::new("title", "标题应为一行，不超过 100 字。")))
                .ok(),
        };
        let summary = Some(self.summary.trim().to_owned()).filter(|typed| !typed.is_empty());
        if summary.as_ref().is_some_and(|typed| typed.chars().count() > 300) {
            wrong.push(FieldError::new("summary", "摘要不超过 300 字。"));
        }
        let channel = match self.channel.as_str() {
            "" => None,
            typed => typed
                .parse()
                .inspect_err(|_| wrong.push(FieldError::new("channel", "请选择栏目。")))
                .ok(),
        };
        let mut moment = |name: &str, typed: &str| match typed.trim() {
            "" => None,
            typed => {
                let at = beijing::parse(typed);
                if at.is_none() {
                    wrong.push(FieldError::new(name, "请填写日期和时间。"));
                }
                at
            }
        };
        let (time, order) = (moment("time", &self.time), moment("order", &self.order));
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        Ok(Own {
            title,
            summary,
            lead: match self.lead.as_str() {
                "" => None,
                NO_PICTURE => Some(String::new()),
                hash => Some(hash.to_owned()),
            },
            channel,
            time,
            order,
            pinned: self.pin,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_form_follows_the_source() {
        assert_eq!(PlaceForm::default().parse().unwrap(), Own::default());
    }

    #[test]
    fn each_wrong_field_is_named() {
        let form = PlaceForm {
            title: "两\n行".into(),
            summary: "长".repeat(301),
            channel: "x".into(),
            time: "昨天".into(),
            order: "2026-11-22T08:00".into(),
            ..PlaceForm::default()
        };
        let Err(Error::Invalid(wrong)) = form.parse() else {
            panic!()
        };
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["title", "summary", "channel", "time"]);
    }

    #[test]
    fn words_are_read_back() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.key()).unwrap(), field);
        }
        assert!(Field::parse("body").is_err(), "the body follows the source");
    }
}
