//! A run over the stock.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_scan")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// The versions it reads with.
    pub mark: String,
    /// Why it runs.
    pub cause: String,
    /// Articles that are public when it begins.
    pub total: i64,
    /// Articles it has passed.
    pub done: i64,
    /// Of these, the ones that were read anew.
    pub checked: i64,
    /// Findings in these.
    pub found: i64,
    /// The last article it passed.
    pub after_id: i64,
    pub started_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    /// A newer run took its place.
    pub overtaken: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
