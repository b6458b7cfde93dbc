//! A picture that an outside source was asked for lately.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed_picture")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub source_id: i64,
    /// SHA-256 of its address.
    pub address_hash: String,
    /// SHA-256 of the bytes kept, as in the library of files.
    pub hash: String,
    pub fetched_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
