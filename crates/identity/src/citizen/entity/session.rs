//! A citizen's session, of whose token only the hash is kept. Where it came from is not kept: nobody needs it.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizen_session")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub token_hash: String,
    pub citizen_id: i64,
    pub host: String,
    /// The kind of browser in two words, so that the list of sessions can be read.
    pub agent: String,
    pub created_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    /// When the citizen last proved who sits there.
    pub proved_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

/// Tokens have no place in a log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CitizenSession")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
