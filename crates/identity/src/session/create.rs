//! A session begins.

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{PersonId, Result};
use sea_orm::{ColumnTrait, Set};
use store::HubWrite;

/// What a session opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    /// The portal's memory of who signed in.
    Provider,
    /// The staff pages of a host.
    Staff,
}

impl Realm {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Provider => "op",
            Self::Staff => "staff",
        }
    }
}

/// A session to be.
#[derive(Clone, Debug)]
pub struct NewSession {
    person: PersonId,
    realm: Realm,
    host: String,
    group: String,
    id_token: Option<String>,
}

impl NewSession {
    /// The portal's session, with which a group of sessions begins.
    ///
    /// # Errors
    /// A fault when the system gives no randomness.
    pub fn provider(person: PersonId, host: &str) -> Result<Self> {
        let group = token::random()?;
        Ok(Self {
            person,
            realm: Realm::Provider,
            host: host.to_owned(),
            group,
            id_token: None,
        })
    }

    /// The session of a host, within the group of the sign-in that led to it.
    #[must_use]
    pub fn staff(person: PersonId, host: &str, group: &str, id_token: String) -> Self {
        let (host, group) = (host.to_owned(), group.to_owned());
        Self {
            person,
            realm: Realm::Staff,
            host,
            group,
            id_token: Some(id_token),
        }
    }
}

/// Begins the session and answers it with the token for the cookie. Sessions that ran out are dropped on the way.
///
/// # Errors
/// Faults.
pub async fn create(
    tx: &mut HubWrite,
    settings: &Settings,
    new: NewSession,
    now: DateTime<Utc>,
) -> Result<(Model, String)> {
    tx.exempt("session")?;
    tx.delete_where::<Entity>(Column::ExpiresAt.lt(now)).await?;
    let token = token::random()?;
    let row = ActiveModel {
        token_hash: Set(token::hash(&token)),
        person_id: Set(new.person.0),
        realm: Set(new.realm.key().to_owned()),
        host: Set(new.host),
        group_session: Set(new.group),
        id_token: Set(new.id_token),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + settings.absolute),
        ..Default::default()
    };
    Ok((tx.insert(row).await?, token))
}
