//! A passkey: its public key, never a secret.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    /// As the authenticator calls it, base64url.
    pub credential_id: String,
    /// The library's record as JSON: public key, counter, flags.
    pub credential: String,
    /// As the person calls it.
    pub name: String,
    /// The host for which it was made; on another it is worth nothing.
    pub rp_id: String,
    pub created_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
