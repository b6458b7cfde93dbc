//! The formats of a feed.

use super::{Feed, atom, json, rss};
use kernel::Result;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// The file's name in the folder that it is of.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Rss => "feed.xml",
            Self::Atom => "feed.atom",
            Self::Json => "feed.json",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => rss::TYPE,
            Self::Atom => atom::TYPE,
            Self::Json => json::TYPE,
        }
    }

    /// Writes the feed.
    ///
    /// # Errors
    /// Faults of the writer.
    pub fn write(self, feed: &Feed) -> Result<Vec<u8>> {
        match self {
            Self::Rss => rss::write(feed),
            Self::Atom => atom::write(feed),
            Self::Json => json::write(feed),
        }
    }
}
