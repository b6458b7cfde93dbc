//! The times of an article.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "article_schedule")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub article_id: i64,
    /// When it goes out; missing when it went, or was not asked to.
    pub publish_at: Option<DateTimeUtc>,
    /// When it leaves.
    pub expires_at: Option<DateTimeUtc>,
    /// Why it did not go out or leave when it should have; empty where nothing failed.
    pub failed: String,
    pub set_by_name: String,
    pub set_at: DateTimeUtc,
}

/// One row an article.
pub const ARTICLE_SCHEDULE: Unique = Unique {
    name: "uq_article_schedule_site_id_article_id",
    columns: &["article_schedule.site_id", "article_schedule.article_id"],
};

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
