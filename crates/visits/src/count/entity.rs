//! How often a thing was looked at on a day.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_count")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// `2026-03-10`, Beijing.
    pub day: String,
    /// See [`crate::tally::Kind`].
    pub kind: String,
    /// What: an address, a device, a source.
    pub subject: String,
    /// What it was called that day; may be empty.
    pub label: String,
    pub views: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
