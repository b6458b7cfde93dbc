//! A day of a site, or of the whole group on the portal.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_day")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// `site`, or `group` for all sites together.
    pub scope: String,
    /// `2026-03-10`, Beijing.
    pub day: String,
    pub views: i64,
    /// Different visitors, estimated.
    pub visitors: i64,
    /// See [`crate::tally::Sketch`].
    pub sketch: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
