//! A level of urging, in force from a day on with the others of that day.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_urging")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    /// `yyyy-mm-dd`.
    pub valid_from: String,
    pub level: i64,
    pub name: String,
    /// Working days after the last day; before it where negative.
    pub days: i64,
    /// `handler deputy head inspector`, those who are told.
    pub tells: String,
    pub set_by_name: String,
    pub set_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
