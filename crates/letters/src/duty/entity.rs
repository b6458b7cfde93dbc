//! Who answers a unit's letters.

use sea_orm::entity::prelude::*;
use store::SiteOwned;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_duty")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: i64,
    pub unit_id: i64,
    pub person_id: i64,
    /// `handler` or `deputy`.
    pub part: String,
    pub person_name: String,
    /// The account that was typed.
    pub account: String,
    /// From which day on (`yyyy-mm-dd`); none is since ever.
    pub from_on: Option<String>,
    /// First day away.
    pub away_from: Option<String>,
    /// Last day away.
    pub away_until: Option<String>,
    pub set_by_name: String,
    pub set_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl SiteOwned for Entity {
    const SITE: Column = Column::SiteId;
}
