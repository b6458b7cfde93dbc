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
    /// Lists are ordered by it; see [`super::order`].
    pub sort_at: DateTimeUtc,
    /// This site's own abstract.
    pub own_summary: Option<String>,
    /// This site's own lead picture; empty for none.
    pub own_lead: Option<String>,
    pub own_lead_alt: Option<String>,
    /// This site's own time of publication.
    pub own_time: Option<DateTimeUtc>,
    /// This site's own place in lists.
    pub own_order: Option<DateTimeUtc>,
    /// Stands above what is not pinned (置顶).
    pub pinned: bool,
    /// Where it would stand if this site had not moved it.
    pub base_channel_id: Option<i64>,
    /// The time it would show.
    pub base_time: Option<DateTimeUtc>,
    /// The place in lists it would have.
    pub base_order: Option<DateTimeUtc>,
    /// How its rule changes the headline: `{title}` stands for the origin's.
    pub title_pattern: Option<String>,
    /// When the source took its authorization back (撤销授权).
    pub revoked_at: Option<DateTimeUtc>,
    pub revoke_reason: Option<String>,
    /// A major correction that waits for this site's editors; the text before it stands in [`super::kept`].
    pub held_version: Option<i64>,
    /// The portal's push-down (下发) that set it here: then this site leaves it as it is.
    pub push_id: Option<i64>,
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

/// [`Model::state`] of what this site itself took down.
pub const REMOVED: &str = "removed";

/// An article stands once in a channel.
pub const PLACEMENT_UID: Unique = Unique {
    name: "uq_placement_site_id_channel_id_uid",
    columns: &["placement.site_id", "placement.channel_id", "placement.uid"],
};
