//! The form of a new line.

use crate::webhook::web_address;
use chrono::{DateTime, Utc};
use kernel::{Error, FieldError, Result, beijing};
use serde::{Deserialize, Serialize};

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RepostForm {
    /// Address or number of the own article.
    pub article: String,
    /// Name of the medium.
    pub medium: String,
    /// Headline there.
    pub title: String,
    /// Address there.
    pub url: String,
    /// Day, `2026-11-22`.
    pub day: String,
    /// Remark.
    pub note: String,
}

/// As meant.
#[derive(Clone, Debug)]
pub struct NewRepost {
    pub(super) number: i64,
    pub(super) medium: String,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) reposted_at: DateTime<Utc>,
    pub(super) note: String,
}

impl RepostForm {
    /// Reads the form.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming each field.
    pub fn parse(&self) -> Result<NewRepost> {
        let mut wrong = Vec::new();
        let number = number_in(&self.article);
        if number.is_none() {
            wrong.push(FieldError::new("article", "请填写本站稿件的网址或编号。"));
        }
        let medium = self.medium.trim();
        if !(2..=40).contains(&medium.chars().count()) {
            wrong.push(FieldError::new("medium", "媒体名称应为 2 至 40 字。"));
        }
        let title = self.title.trim();
        if title.chars().count() > 200 {
            wrong.push(FieldError::new("title", "标题最多 200 字。"));
        }
        let note = self.note.trim();
        if note.chars().count() > 200 {
            wrong.push(FieldError::new("note", "备注最多 200 字。"));
        }
        let url = web_address(&self.url);
        if url.is_none() {
            wrong.push(FieldError::new("url", "请填写 http 或 https 开头的完整地址。"));
        }
        let day = beijing::parse(&format!("{} 00:00", self.day.trim()));
        if day.is_none() {
            wrong.push(FieldError::new("day", "请填写转载日期。"));
        }
        match (number, url, day) {
            (Some(number), Some(url), Some(reposted_at)) if wrong.is_empty() => Ok(NewRepost {
                number,
                medium: medium.to_owned(),
                title: title.to_owned(),
                url,
                reposted_at,
                note: note.to_owned(),
            }),
            _ => Err(Error::Invalid(wrong)),
        }
    }
}

/// The number of an article: by itself, or at the end of its address.
fn number_in(text: &str) -> Option<i64> {
    let last = text.trim().rsplit('/').next()?;
    last.strip_suffix(".html")
        .unwrap_or(last)
        .parse()
        .ok()
        .filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_named_by_its_address_or_its_number() {
        assert_eq!(
            number_in("http://edu.localhost:8080/news/2026/11/17.html"),
            Some(17)
        );
        assert_eq!(number_in(" 17 "), Some(17));
        for bad in ["", "news", "http://edu.localhost/news/", "0", "-3"] {
            assert_eq!(number_in(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let Err(Error::Invalid(wrong)) = RepostForm::default().parse() else {
            panic!()
        };
        let names: Vec<_> = wrong.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["article", "medium", "url", "day"]);
    }
}
