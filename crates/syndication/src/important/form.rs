//! Text from the forms of important items → domain types.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::{ArticleId, Error, FieldError, Result, SiteId, Uid, beijing};
use serde::{Deserialize, Serialize};

/// Which part of the measure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ImportantQuery {
    from: String,
    to: String,
    pub(super) site: String,
    pub(super) state: String,
    page: String,
}

impl ImportantQuery {
    pub(super) fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// The days; what is not understood asks for the whole year to `today`.
    pub(super) fn days(&self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        (
            self.from.parse().unwrap_or(first),
            self.to.parse().unwrap_or(today),
        )
    }

    pub(super) fn site(&self) -> Option<SiteId> {
        self.site.parse().ok().map(SiteId)
    }
}

/// The form that marks an item, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct MarkForm {
    /// The article.
    pub uid: String,
    /// When it was issued.
    pub issued_at: String,
}

impl MarkForm {
    pub(super) fn parse(&self) -> Result<(Uid, DateTime<Utc>)> {
        match (self.uid.parse().ok(), beijing::parse(self.issued_at.trim())) {
            (Some(uid), Some(at)) => Ok((uid, at)),
            (uid, at) => {
                let mut wrong = Vec::new();
                if uid.is_none() {
                    wrong.push(FieldError::new("uid", "请选择稿件。"));
                }
                if at.is_none() {
                    wrong.push(FieldError::new("issued_at", "请填写国务院发布的日期和时间。"));
                }
                Err(Error::Invalid(wrong))
            }
        }
    }
}

/// The form of a site's own repost, as typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct OwnForm {
    /// The important item.
    pub item: String,
    /// The own article.
    pub article: String,
}

impl OwnForm {
    pub(super) fn parse(&self) -> Result<(Uid, ArticleId)> {
        match (self.item.parse().ok(), self.article.parse().ok()) {
            (Some(item), Some(article)) => Ok((item, article)),
            (item, article) => {
                let mut wrong = Vec::new();
                if item.is_none() {
                    wrong.push(FieldError::new("item", "请选择重要信息。"));
                }
                if article.is_none() {
                    wrong.push(FieldError::new("article", "请选择本站稿件。"));
                }
                Err(Error::Invalid(wrong))
            }
        }
    }
}

/// The form that takes a mark or a registration back: the item's uid.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BackForm {
    uid: String,
}

impl BackForm {
    pub(super) fn parse(&self) -> Result<Uid> {
        self.uid.parse().ok().ok_or(Error::NotFound)
    }
}
