//! When somebody last looked at the ledger of a site.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_look")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub person_id: i64,
    pub looked_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// One mark a person.
pub const LOOK: Unique = Unique {
    name: "uq_ledger_look_site_id_person_id",
    columns: &["ledger_look.site_id", "ledger_look.person_id"],
};
