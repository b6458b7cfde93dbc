//! What the visitors of a day are hashed with.

use sea_orm::entity::prelude::*;
use store::{Shared, Unique};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "visit_salt")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `2026-03-10`, Beijing.
    pub day: String,
    /// 256 random bits, hex.
    pub salt: String,
}

/// One salt a day, whichever process made it.
pub const VISIT_SALT: Unique = Unique {
    name: "uq_visit_salt_day",
    columns: &["visit_salt.day"],
};

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Shared for Entity {}
