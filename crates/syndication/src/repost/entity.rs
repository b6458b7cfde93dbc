//! A repost row.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repost")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The site's own article that was reposted.
    pub article_id: i64,
    /// Name of the medium.
    pub medium: String,
    /// Headline there.
    pub title: String,
    pub url: String,
    /// The day it appeared there.
    pub reposted_at: DateTimeUtc,
    pub note: String,
    pub created_by_name: String,
    pub created_at: DateTimeUtc,
    /// When its address was last asked.
    pub checked_at: Option<DateTimeUtc>,
    /// 1 when it answered then, 0 when not.
    pub status: Option<i64>,
    /// Why it did not answer.
    pub finding: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One line an address.
pub const REPOST_URL: Unique = Unique {
    name: "uq_repost_site_id_url",
    columns: &["repost.site_id", "repost.url"],
};
