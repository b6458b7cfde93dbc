//! A verified mail address or phone number: found by its keyed hash, read with the box's key.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizen_contact")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub citizen_id: i64,
    /// See [`crate::citizen::Kind`].
    pub kind: String,
    pub lookup: String,
    pub sealed: String,
    /// Algorithm and key, as [`crate::citizen::Cipher`] names them.
    pub cipher: String,
    pub verified_at: DateTimeUtc,
}

/// A contact has no place in a log, not even sealed.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
