//! What a site set about its visits.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_setting")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// Views before the first that was counted here.
    pub base: i64,
    /// From which day on `base` counts.
    pub since: Option<String>,
    /// Whether pages say it at their foot.
    pub shown: bool,
    pub revision: i64,
}

/// One setting a site.
pub const VISIT_SETTING: Unique = Unique {
    name: "uq_visit_setting_site_id",
    columns: &["visit_setting.site_id"],
};

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
