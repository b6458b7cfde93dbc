//! A unit says that a letter is its own.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_claim")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    pub unit_id: i64,
    /// Why it is its own.
    pub words: String,
    /// `open`, `agreed` or `declined`.
    pub state: String,
    pub made_by_name: String,
    pub made_at: DateTimeUtc,
    pub decided_by_name: String,
    pub decided_at: Option<DateTimeUtc>,
    /// What the allotting desk says.
    pub opinion: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
