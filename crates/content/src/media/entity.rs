//! A media row: a picture or attachment of a site.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// SHA-256 of the stored bytes, hex; unique in the site.
    pub hash: String,
    /// File name for people.
    pub name: String,
    /// `picture` or `attachment`.
    pub kind: String,
    pub content_type: String,
    pub size: i64,
    /// 0 for attachments.
    pub width: i64,
    pub height: i64,
    pub alt: String,
    /// The picture says nothing that needs words.
    pub decorative: bool,
    pub caption: String,
    pub credit: String,
    /// JSON list of [`crate::media::Size`].
    pub sizes: String,
    /// Whether visitors may have it: true while something live shows it.
    pub public: bool,
    pub created_by: Option<i64>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// The same bytes are stored once in a site.
pub const MEDIA_HASH: Unique = Unique {
    name: "uq_media_site_id_hash",
    columns: &["media.site_id", "media.hash"],
};
