//! Limits in force from a day on, for a board, a class, a unit, or all.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_policy")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub board_id: Option<i64>,
    pub class: Option<String>,
    pub unit_id: Option<i64>,
    /// `yyyy-mm-dd`.
    pub valid_from: String,
    pub answer_count: i64,
    /// `working` or `calendar`.
    pub answer_days: String,
    pub hard_count: i64,
    /// `working` or `calendar`.
    pub hard_days: String,
    /// `stays` or `moves`.
    pub day_off: String,
    /// Working days in which a unit may send a wrong assignment back.
    pub return_days: i64,
    /// How often one letter may be sent back.
    pub return_limit: i64,
    /// Days that one question to the writer may stop the clock.
    pub pause_days: i64,
    /// The document that fixes them.
    pub rule: String,
    pub set_by_name: String,
    pub set_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
