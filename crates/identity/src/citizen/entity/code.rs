//! A verification code under way. The browser holds the ticket, the citizen's mailbox the code; the database has
//! neither.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizen_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_hash: String,
    /// See [`crate::citizen::Purpose`].
    pub purpose: String,
    /// See [`crate::citizen::Kind`].
    pub kind: String,
    pub lookup: String,
    pub sealed: String,
    pub cipher: String,
    /// Whose account it opens; none for a code that can open nothing (an unknown target, or one that is taken).
    pub citizen_id: Option<i64>,
    /// Keyed hash of ticket and code; empty when nothing was sent.
    pub code_hash: String,
    pub tries: i64,
    pub expires_at: DateTimeUtc,
}

/// A code has no place in a log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Code")
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
