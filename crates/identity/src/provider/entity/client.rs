//! A relying party.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_client")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub client_id: String,
    pub name: String,
    /// Compared character by character.
    pub redirect_uri: String,
    /// Where a sign-out may lead back to.
    pub logout_uri: String,
    pub secret_hash: Option<String>,
    /// Made from the directory of sites.
    pub own_site: bool,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
