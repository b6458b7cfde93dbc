//! A unit's part in a letter, with its own clock.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_handling")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    pub unit_id: i64,
    /// `lead` or `assist`.
    pub part: String,
    pub round: i64,
    /// `open`, `done`, `returned` or `transferred`.
    pub state: String,
    pub assigned_at: DateTimeUtc,
    pub assigned_on: String,
    pub assigned_by_name: String,
    /// Why it was assigned.
    pub words: String,
    pub due_on: String,
    pub hard_on: String,
    pub calendar: String,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_on: Option<String>,
    /// `on_time`, `extended` or `late`.
    pub result: Option<String>,
    /// What an assisting unit contributed.
    pub opinion: String,
    /// Who has it in hand.
    pub person_id: Option<i64>,
    /// When somebody of the unit first opened it.
    pub seen_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
