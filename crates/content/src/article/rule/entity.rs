//! A row of the rules of review.

use super::Rule;
use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

/// Stands for the whole site where a channel's number would stand.
pub const WHOLE_SITE: i64 = 0;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review_rule")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The channel, or [`WHOLE_SITE`].
    pub channel_key: i64,
    pub reviews: i64,
    pub secrecy: bool,
    pub set_by_name: String,
    pub set_at: DateTimeUtc,
}

impl Model {
    pub(super) fn rule(&self) -> Rule {
        Rule {
            reviews: self.reviews.clamp(1, 3),
            secrecy: self.secrecy,
        }
    }
}

/// One rule for a channel.
pub const REVIEW_RULE: Unique = Unique {
    name: "uq_review_rule_site_id_channel_key",
    columns: &["review_rule.site_id", "review_rule.channel_key"],
};

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
