//! What search sees of the rest of the system: documents, by uid.

use crate::{ChannelId, Result, SiteId, Uid};
use chrono::{DateTime, Utc};

/// The folder of every site in which letters stand; no channel may have this word.
pub const LETTERS: &str = "letters";

/// A published article with all its places that show the same words, or a public letter with its answer. Where places show others
/// (a correction they have not agreed to, a headline of their own), the article has a document of each, one after the other, the
/// source's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The uid of the origin article or of the letter.
    pub uid: Uid,
    /// Headline.
    pub title: String,
    /// Abstract, or empty.
    pub summary: String,
    /// The body as plain text.
    pub text: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// First publication.
    pub published_at: DateTime<Utc>,
    /// The age of the text; see [`crate::event::ArticleRef::version`].
    pub version: i64,
    /// Where it stands; the origin first. Never empty.
    pub places: Vec<Place>,
}

/// An article in a channel of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The site.
    pub site: SiteId,
    /// The channel; 0 for a letter, which stands in none.
    pub channel: ChannelId,
    /// The channel's name, or what a letter is.
    pub channel_name: String,
    /// The path on that site, beginning with `/`, without the site's mount; whole for a site on another box.
    pub path: String,
}

/// What a feed says of an article besides its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The article.
    pub uid: Uid,
    /// Its version.
    pub version: i64,
    /// When the text that is shown went live.
    pub changed_at: DateTime<Utc>,
    /// The unit it comes from.
    pub unit: String,
}

/// Whoever has documents. Features register one; search asks.
#[async_trait::async_trait]
pub trait Documents: Send + Sync {
    /// Up to `limit` current documents after `after` in an order of their own, with the next `after`;
    /// `None` at the end. Streams the current truth, for building an index.
    async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)>;

    /// The current documents of these uids; a uid without document is not (or no longer) public.
    async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>>;

    /// What feeds say of these articles besides their texts; one that is not public is left out.
    async fn changes(&self, _uids: &[Uid]) -> Result<Vec<Change>> {
        Ok(Vec::new())
    }

    /// The articles that were withdrawn last, on one site or everywhere, newest first.
    async fn withdrawn(&self, _site: Option<SiteId>, _limit: u64) -> Result<Vec<(Uid, DateTime<Utc>)>> {
        Ok(Vec::new())
    }

    /// Hears that visitors find (or no longer find) these places as they were told: site, uid and version.
    async fn indexed(&self, _places: &[(SiteId, Uid, i64)]) -> Result<()> {
        Ok(())
    }

    /// Hears that visitors find everything as it was when the last [`stream`](Self::stream) began.
    async fn rebuilt(&self) -> Result<()> {
        Ok(())
    }
}
