//! What an outside source brought, one row an entry, also of those that were too old to bring: a row is what keeps an entry
//! from coming twice.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_item")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub source_id: i64,
    /// SHA-256 of what the feed calls it, else of its link, else of its title and time.
    pub identity: String,
    /// What the feed calls it, when that is the same everywhere (`urn:`, `tag:`, an address); else its link.
    pub origin_id: Option<String>,
    /// The original, or empty.
    pub link: String,
    pub title: String,
    pub summary: String,
    pub author: String,
    /// Sanitized, pictures as `media:<hash>`.
    pub body_html: String,
    /// When the source published it.
    pub published_at: Option<DateTimeUtc>,
    /// SHA-256 of the words as they came: another hash is an edit.
    pub content_hash: String,
    /// See [`super::State`].
    pub state: String,
    pub article_id: Option<i64>,
    /// The source changed it after this site made it its own.
    pub newer: bool,
    /// What did not come along, and why it waits.
    pub note: String,
    /// When somebody first opened it.
    pub seen_at: Option<DateTimeUtc>,
    pub decided_by: Option<i64>,
    pub decided_by_name: String,
    pub decided_at: Option<DateTimeUtc>,
    /// Of a decline.
    pub reason: String,
    pub arrived_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
    /// The day of the count that follows, `YYYY-MM-DD` in Beijing; empty before the first.
    pub corrected_on: String,
    /// How often its source changed it on that day.
    pub corrections: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One row an entry.
pub const ITEM_IDENTITY: Unique = Unique {
    name: "uq_feed_item_site_id_source_id_identity",
    columns: &["feed_item.site_id", "feed_item.source_id", "feed_item.identity"],
};
