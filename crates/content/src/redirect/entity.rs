//! A redirect row: an old address and where it leads, for ever.

use sea_orm::entity::prelude::*;
use store::{SiteOwned, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "redirect")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// Path and query as visitors ask for it, beginning with `/`.
    pub from_path: String,
    /// Path within the site, or an absolute address.
    pub to_path: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}

/// An old address leads to one place.
pub const REDIRECT_FROM: Unique = Unique {
    name: "uq_redirect_site_id_from_path",
    columns: &["redirect.site_id", "redirect.from_path"],
};
