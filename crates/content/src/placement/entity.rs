//! A placement row: an article in a channel. Lists are made from this table alone.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "placement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub channel_id: i64,
    /// The site's own article …
    pub article_id: Option<i64>,
    /// … or an item of the group's library.
    pub library_item_id: Option<i64>,
    /// The origin article's uid.
    pub uid: Uuid,
    /// The origin article's version shown.
    pub version: i64,
    /// The `n` of the address on this site.
    pub number: i64,
    /// The headline shown.
    pub title: String,
    /// This site's own headline, when it differs from the origin's.
    pub own_title: Option<String>,
    pub summary: String,
    /// Short name of the unit it came from; empty for the site's own.
    pub unit: String,
    /// `<hash>:<width>x<height>`; see [`crate::media::Lead`].
    pub lead_media: Option<String>,
    pub lead_alt: String,
    /// The syndication rule that placed it.
    pub rule_id: Option<i64>,
    /// `live` or `withdrawn`.
    pub state: String,
    /// First publication on this site; part of the address.
    pub published_at: DateTimeUtc,
    pub sort_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// [`Model::state`] of what visitors see.
pub const LIVE: &str = "live";
/// [`Model::state`] of a tombstone.
pub const WITHDRAWN: &str = "withdrawn";

/// An article stands once in a channel.
pub const PLACEMENT_UID: Unique = Unique {
    name: "uq_placement_site_id_channel_id_uid",
    columns: &["placement.site_id", "placement.channel_id", "placement.uid"],
};
