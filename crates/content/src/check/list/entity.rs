//! A version of one of a site's own lists. Never changed.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_list")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub uid: Uuid,
    /// See [`super::Kind`].
    pub list: String,
    /// 1, 2, 3 … within the list.
    pub n: i64,
    /// The newest of its list.
    pub standing: bool,
    /// The whole list as a file.
    pub entries: String,
    /// How many entries.
    pub size: i64,
    pub added: i64,
    pub removed: i64,
    /// Why it was changed; may be empty.
    pub note: String,
    pub person_id: i64,
    pub person_name: String,
    pub made_at: DateTimeUtc,
}

/// One version of a number.
pub const CHECK_LIST: Unique = Unique {
    name: "uq_check_list_site_id_list_n",
    columns: &["check_list.site_id", "check_list.list", "check_list.n"],
};

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
