//! A signing key. Retired ones stay until every token they signed has run out.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    pub algorithm: String,
    /// PKCS#8, sealed ([`crate::factor::Sealer`]); of an earlier program as base64 in the clear, until the next use.
    pub private_key: String,
    /// The public half as JSON.
    pub public_jwk: String,
    pub created_at: DateTimeUtc,
    /// From when on it is not to be used for signing any more.
    pub retired_at: Option<DateTimeUtc>,
    /// It was published before it signs; none means from the beginning.
    pub signs_from: Option<DateTimeUtc>,
}

/// A private key has no place in a log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
