//! A row says: this article stands in this topic, or stood there.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "topic_article")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub topic_id: i64,
    /// Missing when it was taken out.
    pub block_id: Option<i64>,
    /// The origin article's uid.
    pub uid: Uuid,
    /// Place in the block, the smallest first.
    pub position: i64,
    pub added_at: DateTimeUtc,
    /// When it was taken out.
    pub removed_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// An article stands in a topic once.
pub const TOPIC_ARTICLE: Unique = Unique {
    name: "uq_topic_article_site_id_topic_id_uid",
    columns: &[
        "topic_article.site_id",
        "topic_article.topic_id",
        "topic_article.uid",
    ],
};
