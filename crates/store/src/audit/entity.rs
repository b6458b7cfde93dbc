//! An audit row.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub site_id: Option<i64>,
    pub at: DateTimeUtc,
    /// Who, as JSON of [`kernel::Actor`].
    pub actor: String,
    /// Who, in words.
    pub actor_label: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    pub previous: String,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
