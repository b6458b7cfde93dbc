//! A block (小栏目) of a topic: a heading and what stands below it.

use crate::body::Format;
use kernel::Result;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topic_block")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub topic_id: i64,
    pub position: i64,
    /// See [`Kind`].
    pub kind: String,
    pub heading: String,
    /// As typed: Markdown, lines of links, hashes of pictures; empty for articles.
    pub source: String,
    /// As shown: HTML, JSON of [`Shot`] or of [`Pointer`]; empty for articles and where there is nothing to show.
    pub shown: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Articles of the site, its own and those it took over.
    Articles,
    /// A text of its own.
    Text,
    /// Pictures of the media library.
    Pictures,
    /// Addresses.
    Links,
}

impl Kind {
    /// Every kind, as the form offers them.
    pub const ALL: [Self; 4] = [Self::Articles, Self::Text, Self::Pictures, Self::Links];

    /// The word in the database and in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Text => "text",
            Self::Pictures => "pictures",
            Self::Links => "links",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Articles => "稿件",
            Self::Text => "文字",
            Self::Pictures => "图片",
            Self::Links => "链接",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A picture as a block remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shot {
    /// See [`crate::media::Lead`].
    pub lead: String,
    /// Words for who does not see it.
    pub alt: String,
    /// Words below it, with its author.
    pub caption: String,
}

/// An address with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// Name.
    pub title: String,
    /// An address elsewhere, or a path of the site.
    pub url: String,
}

/// A text as HTML; nothing where nothing of it would show.
///
/// # Errors
/// A fault of the rewriter.
pub(super) fn text(source: &str) -> Result<String> {
    let html = crate::body::render(Format::Markdown, source)?;
    let shows = html.contains("<img") || !crate::body::plain_text(&html).trim().is_empty();
    Ok(if shows { html } else { String::new() })
}

/// Reads one link a line, the address last.
///
/// # Errors
/// The line that is none.
pub(super) fn links(source: &str) -> std::result::Result<Vec<Pointer>, String> {
    let mut pointers = Vec::new();
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let parts = line.rsplit_once(|c: char| c.is_whitespace() || c == '|' || c == '｜');
        let (title, url) = parts.ok_or_else(|| line.to_owned())?;
        let title = title.trim_matches(|c: char| c.is_whitespace() || c == '|' || c == '｜');
        let good = (1..=60).contains(&title.chars().count()) && url.len() <= 500 && is_address(url);
        if !good {
            return Err(line.to_owned());
        }
        pointers.push(Pointer {
            title: title.to_owned(),
            url: url.to_owned(),
        });
    }
    Ok(pointers)
}

/// An address of the web, or a path of the site.
fn is_address(text: &str) -> bool {
    let plain = text.chars().all(|c| !c.is_control() && c != '\\');
    if text.starts_with('/') {
        return plain && !text.starts_with("//");
    }
    let parsed = url::Url::parse(text);
    plain && parsed.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_one_a_line_with_the_address_last() {
        let read = links("省文明网 https://www.example.gov.cn/\n\n 本站 专栏 ｜ /news/\n").unwrap();
        let found: Vec<_> = read
            .iter()
            .map(|link| (link.title.as_str(), link.url.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("省文明网", "https://www.example.gov.cn/"),
                ("本站 专栏", "/news/")
            ]
        );
        for wrong in [
            "只有名称",
            "坏 javascript:alert(1)",
            "坏 //evil.example/",
            "坏 /\\evil.example/",
            "坏 ftp://a.example/",
            "https://www.example.gov.cn/",
        ] {
            assert_eq!(links(wrong), Err(wrong.to_owned()));
        }
    }

    #[test]
    fn a_text_that_would_show_nothing_is_none() {
        assert_eq!(text(" \n\n").unwrap(), "");
        assert!(text("**守好**这条河").unwrap().contains("<strong>守好</strong>"));
        assert!(!text("<script>1</script>").unwrap().contains("<script"));
    }
}
