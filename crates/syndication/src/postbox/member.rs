//! A person's seat at a box; on the portal.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_member")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub unit_id: i64,
    pub person_id: i64,
    pub person_name: String,
    pub added_by_name: String,
    pub added_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One seat a person and box.
pub const SEAT: Unique = Unique {
    name: "uq_box_member_site_id_unit_id_person_id",
    columns: &["box_member.site_id", "box_member.unit_id", "box_member.person_id"],
};
