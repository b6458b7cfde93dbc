//! A step of a letter. Nothing is ever taken out of this history.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub letter_id: i64,
    /// Stable word of the step; see [`super::Step`].
    pub step: String,
    pub from_state: String,
    pub to_state: String,
    pub actor_name: String,
    pub person_id: Option<i64>,
    pub unit_id: Option<i64>,
    /// A reason, an explanation, an opinion; never personal data.
    pub words: String,
    /// Whether the public page names it.
    pub shown: bool,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
