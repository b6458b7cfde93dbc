//! A library item: the published truth of one article, as its origin last said it.

use sea_orm::entity::prelude::*;
use store::{Shared, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "library_item")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The origin article's uid.
    pub uid: Uuid,
    /// The origin article's version; newer is never overwritten by older.
    pub version: i64,
    /// The origin site, when it lives in this database.
    pub origin_site_id: Option<i64>,
    pub origin_site_uid: String,
    pub origin_site_name: String,
    /// The page at the origin: absolute, or the path within the origin site.
    pub origin_path: String,
    /// Name of the channel at the origin.
    pub origin_channel: String,
    pub origin_channel_id: Option<i64>,
    pub title: String,
    pub subtitle: String,
    pub summary: String,
    /// Sanitized, pictures as `media:<hash>`, links as `article:<uid>`.
    pub body_html: String,
    pub source: String,
    /// `own`, `repost` or `contributed`.
    pub origin_class: String,
    pub author: String,
    /// Separated by commas.
    pub keywords: String,
    /// `<hash>:<width>x<height>`; see [`crate::media::Lead`].
    pub lead_media: Option<String>,
    pub lead_alt: String,
    /// JSON list of [`crate::media::Attached`].
    pub attachments: String,
    /// JSON list of the uids of the sites it has passed, the origin first.
    pub passed: String,
    /// What the story was called where it came from, when this site made its own article of it: `urn:uuid:<uid>` or the id
    /// that a feed gave it.
    pub origin_id: Option<String>,
    /// `live` or `withdrawn`.
    pub state: String,
    pub withdraw_reason: String,
    pub backfill: bool,
    /// First publication at the origin.
    pub published_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
    pub withdrawn_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What tells one story from another, whoever made an article of it.
    #[must_use]
    pub fn story(&self) -> String {
        self.origin_id
            .clone()
            .unwrap_or_else(|| story(kernel::Uid(self.uid)))
    }
}

/// The name of a story that was written here.
#[must_use]
pub fn story(uid: kernel::Uid) -> String {
    gateway::feed::urn(uid)
}

impl Shared for Entity {}

/// An article is in the library once.
pub const LIBRARY_UID: Unique = Unique {
    name: "uq_library_item_uid",
    columns: &["library_item.uid"],
};
