//! What the writer thinks of the answer.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_rating")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    pub round: i64,
    pub unit_id: Option<i64>,
    /// 1 (非常不满意) to 5 (非常满意).
    pub score: i64,
    /// Keys of [`super::Reason`], divided by blanks.
    pub reasons: String,
    pub words: String,
    /// Counted as content because nothing was said; kept apart from real ratings.
    pub implied: bool,
    pub rated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
