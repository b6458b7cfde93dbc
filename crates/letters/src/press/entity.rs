//! An urging notice (催办), supervision (督办), or a leader's instruction (批示).

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_press")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    pub unit_id: Option<i64>,
    /// `urge`, `supervise`, `instruct`, `escalate` or `remind`.
    pub kind: String,
    pub level: i64,
    /// The name of the level by which a rule made it, or empty.
    pub level_name: String,
    pub words: String,
    pub made_by_name: String,
    pub made_at: DateTimeUtc,
    pub read_by_name: String,
    pub read_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
