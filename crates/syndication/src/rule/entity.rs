//! A rule row; `site_id` is the site that receives.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "syndication_rule")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub source_site_id: i64,
    pub source_channel_id: i64,
    /// The channel that receives.
    pub channel_id: i64,
    /// See [`super::Mode`].
    pub mode: String,
    /// `active` or `ended`.
    pub state: String,
    pub created_at: DateTimeUtc,
    /// A major correction waits for the editors of the receiving site.
    pub hold_major: bool,
    /// The headline with `{title}` for the source's; empty keeps it.
    pub title_pattern: Option<String>,
    /// Shows the time of arrival instead of the source's.
    pub time_of_arrival: bool,
    /// Stands in lists by arrival instead of the source's time.
    pub order_of_arrival: bool,
    /// Held back so long after the publication.
    pub embargo_hours: Option<i64>,
    /// Held back until then.
    pub embargo_until: Option<DateTimeUtc>,
    /// Takes what is published from then on …
    pub valid_from: Option<DateTimeUtc>,
    /// … and before then.
    pub valid_until: Option<DateTimeUtc>,
    /// The source's consent (内容共享) it works by; empty for the portal's own rules.
    pub consent_id: Option<i64>,
    /// Whether a person changed it in the console; files do not overwrite its mode.
    pub edited: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// [`Model::state`] of a rule that works.
pub const ACTIVE: &str = "active";
/// [`Model::state`] of a rule somebody ended.
pub const ENDED: &str = "ended";

/// One rule from a channel to a channel.
pub const RULE: Unique = Unique {
    name: "uq_syndication_rule_key",
    columns: &[
        "syndication_rule.site_id",
        "syndication_rule.source_site_id",
        "syndication_rule.source_channel_id",
        "syndication_rule.channel_id",
    ],
};
