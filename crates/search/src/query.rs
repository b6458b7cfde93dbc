//! What a visitor asks, and how the index is asked.
//!
//! Built by hand, never by tantivy's `QueryParser`, which makes a phrase of every Chinese string.

mod build;
mod parse;

pub(crate) use build::{build, loosely};
pub use parse::{Parsed, Term, parse};

use chrono::{DateTime, Utc};
use kernel::SiteId;
use kernel::document::LETTERS;

/// Results on a page, at most.
pub const MAX_SIZE: u64 = 50;
/// Results that can be reached by turning pages.
pub const MAX_DEPTH: u64 = 10_000;
/// Characters of a query.
pub const MAX_CHARS: usize = 100;

/// Which comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best match; of equals the newest.
    #[default]
    Relevance,
    /// The newest.
    Newest,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Everything.
    #[default]
    All,
    /// What editors publish (信息).
    Articles,
    /// Public letters with their answers (来信).
    Letters,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::All, Self::Articles, Self::Letters];

    /// The word in addresses; none for everything.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Articles => "articles",
            Self::Letters => "letters",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::All => "全部",
            Self::Articles => "信息",
            Self::Letters => "来信",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// What stands at this path.
    pub(crate) fn of_path(path: &str) -> Self {
        let folder = path.strip_prefix('/').and_then(|path| path.split_once('/'));
        match folder {
            Some((LETTERS, _)) => Self::Letters,
            _ => Self::Articles,
        }
    }
}

/// A search.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// As typed: words separated by blanks, all wanted; "…" exactly so.
    pub text: String,
    /// Only what stands on one of these sites; empty for all.
    pub sites: Vec<SiteId>,
    /// Only what stands in a channel of this slug, on this site or (without) on any.
    pub section: Option<(Option<SiteId>, String)>,
    /// Only of this kind.
    pub kind: Kind,
    /// First published at or after.
    pub from: Option<DateTime<Utc>>,
    /// First published before.
    pub until: Option<DateTime<Utc>>,
    /// Order.
    pub sort: Sort,
    /// From 1.
    pub page: u64,
    /// Results a page.
    pub size: u64,
}

impl Query {
    /// The first ten for a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            page: 1,
            size: 10,
            ..Self::default()
        }
    }

    /// Page size and page within what is allowed.
    pub(crate) fn window(&self) -> (usize, usize) {
        let size = self.size.clamp(1, MAX_SIZE);
        let page = self.page.clamp(1, MAX_DEPTH / size);
        let whole = |n: u64| usize::try_from(n).unwrap_or(0);
        (whole((page - 1) * size), whole(size))
    }
}
