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
    /// Signs in by the directory (LDAP); has no password here.
    pub directory: bool,
    /// See [`super::State`].
    pub state: String,
    pub revision: i64,
    pub created_at: DateTimeUtc,
    pub password_changed_at: Option<DateTimeUtc>,
    pub signed_in_at: Option<DateTimeUtc>,
    /// The mail address in small letters, to find people by.
    pub email_key: String,
    /// Why the account is in its state; see [`super::Reason`].
    pub state_reason: String,
    /// Since when.
    pub state_at: Option<DateTimeUtc>,
    /// When its owner was warned that an unused account will be closed.
    pub warned_at: Option<DateTimeUtc>,
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

    /// Where mail reaches the person, if an address is known.
    #[must_use]
    pub fn mail(&self) -> Option<&str> {
        Some(self.email.as_str()).filter(|email| !email.is_empty())
    }

    /// The last sign of life: signed in, set a password, opened, or taken into use again.
    #[must_use]
    pub fn last_used(&self) -> DateTimeUtc {
        [self.signed_in_at, self.password_changed_at, self.state_at]
            .into_iter()
            .flatten()
            .fold(self.created_at, DateTimeUtc::max)
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
