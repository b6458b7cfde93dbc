//! A relying party.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_client")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub client_id: String,
    pub name: String,
    /// One a line, compared character by character.
    pub redirect_uri: String,
    /// Where a sign-out may lead back to, one a line.
    pub logout_uri: String,
    pub secret_hash: Option<String>,
    /// Made from the directory of sites.
    pub own_site: bool,
    pub created_at: DateTimeUtc,
    /// Where log-out tokens go, or empty.
    pub backchannel_uri: String,
    /// See [`crate::provider::Method`].
    pub auth_method: String,
    /// Public keys of a client that signs its proofs.
    pub jwks: Option<String>,
    /// A site of this group on another box: nobody is asked whether it may know.
    pub group_site: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
