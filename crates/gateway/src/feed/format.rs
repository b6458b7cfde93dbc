//! The three formats: file name, media type, writer.

use super::{Feed, atom, json, rss};
use kernel::Result;

/// A format of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom (RFC 4287) with marks of what was deleted (RFC 6721).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// The last part of a feed's address.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Rss => "feed.xml",
            Self::Atom => "feed.atom",
            Self::Json => "feed.json",
        }
    }

    /// Its name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON",
        }
    }

    /// The type that a link to it names.
    #[must_use]
    pub const fn link_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// Media type of the answer.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => rss::TYPE,
            Self::Atom => atom::TYPE,
            Self::Json => json::TYPE,
        }
    }

    /// Writes a feed.
    ///
    /// # Errors
    /// Faults of the writers.
    pub fn write(self, feed: &Feed) -> Result<Vec<u8>> {
        match self {
            Self::Rss => rss::write(feed),
            Self::Atom => atom::write(feed),
            Self::Json => json::write(feed),
        }
    }
}
