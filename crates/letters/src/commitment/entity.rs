//! A promise with a date (整改承诺), chased until it is put right.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_commitment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    pub unit_id: i64,
    /// The letter's round when it was given.
    pub round: i64,
    /// The reply that contains it.
    pub reply_id: Option<i64>,
    pub words: String,
    pub due_on: String,
    /// `open`, `done` or `void`.
    pub state: String,
    pub evidence: String,
    pub made_by_name: String,
    pub made_at: DateTimeUtc,
    pub ended_by_name: String,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
