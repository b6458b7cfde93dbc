//! A citizen's account. Of a deleted one only the uid and the times stay.

use kernel::{Actor, CitizenId, Uid};
use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citizen")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    /// As the citizen wants to be addressed; may be empty.
    pub name: String,
    /// PHC string; none for accounts that sign in through an outside provider only.
    pub password_hash: Option<String>,
    /// `active` or `deleted`.
    pub state: String,
    /// Which wording of the privacy note was agreed to.
    pub consent: String,
    pub consented_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub password_changed_at: Option<DateTimeUtc>,
    pub signed_in_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
}

/// In use.
pub const ACTIVE: &str = "active";
/// Deleted by the citizen: a tombstone.
pub const DELETED: &str = "deleted";

/// Neither name nor hash has a place in a log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Citizen")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// The number, as a type.
    #[must_use]
    pub fn citizen(&self) -> CitizenId {
        CitizenId(self.id)
    }

    /// What letters keep.
    #[must_use]
    pub fn uid(&self) -> Uid {
        Uid(self.uid)
    }

    /// The citizen as who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Citizen { uid: self.uid() }
    }

    /// Whether the account may be used.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == ACTIVE
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
