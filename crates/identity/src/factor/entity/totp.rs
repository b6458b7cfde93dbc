//! A person's authenticator app. Secrets are sealed ([`crate::factor::Sealer`]).

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "totp")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    /// The one in use.
    pub secret: Option<String>,
    /// One that was shown and is not confirmed yet.
    pub pending: Option<String>,
    /// The sign-in to which it was shown; nobody else sees it or confirms it.
    pub pending_group: String,
    /// The step of the last code that was taken; neither it nor an earlier one is taken again.
    pub last_step: i64,
    pub confirmed_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

/// Secrets have no place in a log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Totp")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
