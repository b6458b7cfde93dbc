//! A question to the writer; the clock stands meanwhile.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_pause")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    /// The letter's round when it was asked.
    pub round: i64,
    pub question: String,
    pub asked_by_name: String,
    pub asked_at: DateTimeUtc,
    pub asked_on: String,
    pub answer: String,
    pub ended_by_name: String,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_on: Option<String>,
    /// Calendar days it took.
    pub days: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
