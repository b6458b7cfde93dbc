//! What every kind of feed becomes.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// RSS, Atom, JSON Feed and their forerunners.
    #[default]
    Feed,
    /// A sitemap: its entries are pages, without text.
    Sitemap,
    /// An index: its entries are sitemaps.
    SitemapIndex,
}

/// A feed and its entries, newest as the feed has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Feed {
    pub kind: Kind,
    /// Plain words.
    pub title: String,
    /// The page the feed belongs to, absolute when the base was known.
    pub link: Option<String>,
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// What the feed calls it, else its link, else a hash of its words: never empty, the same at every reading.
    pub id: String,
    /// Plain words.
    pub title: String,
    /// Absolute when the base was known.
    pub link: Option<String>,
    pub published: Option<DateTime<Utc>>,
    pub updated: Option<DateTime<Utc>>,
    /// HTML as it came: not cleaned.
    pub summary: Option<String>,
    /// HTML as it came: not cleaned.
    pub content: Option<String>,
    pub author: Option<String>,
    pub enclosures: Vec<Enclosure>,
    /// What relative addresses inside `summary` and `content` are relative to.
    pub base: Option<String>,
}

/// A file that goes with an entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Enclosure {
    pub url: String,
    /// The media type the feed states.
    pub kind: Option<String>,
}
