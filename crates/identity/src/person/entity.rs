//! An account.

use kernel::{Actor, PersonId, Uid};
use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub account: String,
    pub name: String,
    pub title: String,
    pub email: String,
    pub unit_id: Option<i64>,
    /// PHC string; none until the one-time link was used.
    pub password_hash: Option<String>,
    pub must_change_password: bool,
    /// See [`super::State`].
    pub state: String,
    pub revision: i64,
    pub created_at: DateTimeUtc,
    pub password_changed_at: Option<DateTimeUtc>,
    pub signed_in_at: Option<DateTimeUtc>,
}

/// A hash has no place in a log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// The number, as a type.
    #[must_use]
    pub fn person(&self) -> PersonId {
        PersonId(self.id)
    }

    /// What leaves the database.
    #[must_use]
    pub fn uid(&self) -> Uid {
        Uid(self.uid)
    }

    /// The person as who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Person {
            id: self.person(),
            name: self.name.clone(),
        }
    }

    /// Whether the account may be used.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == super::State::Active.key()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Names stand on the member lists of every site where the person has a post.
impl store::Shared for Entity {}
