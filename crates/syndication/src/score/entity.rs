//! A table of points; on the portal.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "score_table")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// First day it counts, `YYYY-MM-DD` in Beijing.
    pub valid_from: String,
    pub submitted: i64,
    pub adopted: i64,
    pub higher: i64,
    pub commissioned: i64,
    pub set_by_name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One table a day.
pub const SCORE_DAY: Unique = Unique {
    name: "uq_score_table_site_id_valid_from",
    columns: &["score_table.site_id", "score_table.valid_from"],
};
