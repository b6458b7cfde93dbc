//! A quota of a unit from a day on; on the portal.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "quota")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub unit_id: i64,
    /// Articles a week (ISO weeks in Beijing).
    pub weekly: i64,
    /// Articles a calendar year.
    pub yearly: i64,
    /// First day it counts, `YYYY-MM-DD` in Beijing.
    pub valid_from: String,
    pub set_by_name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One quota a unit and day.
pub const QUOTA_DAY: Unique = Unique {
    name: "uq_quota_site_id_unit_id_valid_from",
    columns: &["quota.site_id", "quota.unit_id", "quota.valid_from"],
};
