//! An emergency publication. Rows are never removed: the mark is for ever.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "urgent_publication")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub article_id: i64,
    pub edition_id: i64,
    pub reason: String,
    pub person_id: i64,
    pub person_name: String,
    pub done_at: DateTimeUtc,
    pub reviewed_by_name: Option<String>,
    /// Missing until somebody reviewed it afterwards.
    pub reviewed_at: Option<DateTimeUtc>,
    pub opinion: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
