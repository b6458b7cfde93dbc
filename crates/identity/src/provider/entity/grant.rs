//! What a client holds of a sign-in: the family of its refresh tokens and the ground of its access tokens.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_grant")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Its name in access tokens.
    pub key: String,
    pub issuer: String,
    pub client_id: String,
    pub person_id: i64,
    /// The sign-in's `sid`.
    pub group_session: String,
    pub scope: String,
    pub auth_time: DateTimeUtc,
    pub amr: String,
    pub created_at: DateTimeUtc,
    /// Whatever happens.
    pub expires_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
