//! A job row.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: Option<i64>,
    pub kind: String,
    pub payload: String,
    /// Two waiting jobs of a kind with the same key are one.
    pub only_once: Option<String>,
    /// `ready` or `parked`.
    pub state: String,
    pub attempts: i64,
    pub run_at: DateTimeUtc,
    pub leased_until: Option<DateTimeUtc>,
    pub error: Option<String>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
