//! A session begins.

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{Proof, Visit};
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
    /// Somebody whose password was right and of whom more is asked. It opens nothing but the pages that ask.
    Half,
    /// The staff pages of a host.
    Staff,
}

impl Realm {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Provider => "op",
            Self::Half => "half",
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
    proof: Option<Proof>,
    visit: Visit,
    rights: String,
}

impl NewSession {
    /// The portal's session, with which a group of sessions begins.
    ///
    /// # Errors
    /// A fault when the system gives no randomness.
    pub fn provider(person: PersonId, host: &str) -> Result<Self> {
        Ok(Self::new(person, Realm::Provider, host, token::random()?))
    }

    /// Half a sign-in; its group is of its own, so that nothing of it is found in the whole one.
    ///
    /// # Errors
    /// A fault when the system gives no randomness.
    pub fn half(person: PersonId, host: &str) -> Result<Self> {
        Ok(Self::new(person, Realm::Half, host, token::random()?))
    }

    /// The session of a host, within the group of the sign-in that led to it.
    #[must_use]
    pub fn staff(person: PersonId, host: &str, group: &str, id_token: String) -> Self {
        let mut new = Self::new(person, Realm::Staff, host, group.to_owned());
        new.id_token = Some(id_token);
        new
    }

    fn new(person: PersonId, realm: Realm, host: &str, group: String) -> Self {
        Self {
            person,
            realm,
            host: host.to_owned(),
            group,
            id_token: None,
            proof: None,
            visit: Visit::default(),
            rights: String::new(),
        }
    }

    /// What the person proved, and when; without, that is now and by nothing.
    #[must_use]
    pub fn proved(mut self, proof: Proof) -> Self {
        self.proof = Some(proof);
        self
    }

    /// From where, for the list of sessions.
    #[must_use]
    pub fn visited(mut self, visit: &Visit) -> Self {
        self.visit = visit.clone();
        self
    }

    /// The person's posts as a digest ([`gateway::staff::rights`]).
    #[must_use]
    pub fn holding(mut self, rights: String) -> Self {
        self.rights = rights;
        self
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
    let life = match new.realm {
        Realm::Half => settings.half,
        Realm::Provider | Realm::Staff => settings.absolute,
    };
    let proof = new.proof.unwrap_or_else(|| Proof::at(now, ""));
    let row = ActiveModel {
        token_hash: Set(token::hash(&token)),
        person_id: Set(new.person.0),
        realm: Set(new.realm.key().to_owned()),
        host: Set(new.host),
        group_session: Set(new.group),
        id_token: Set(new.id_token),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + life),
        authenticated_at: Set(Some(proof.authenticated_at)),
        proved_at: Set(Some(proof.proved_at)),
        methods: Set(proof.methods),
        agent: Set(new.visit.agent),
        address: Set(new.visit.address),
        rights: Set(new.rights),
        ..Default::default()
    };
    Ok((tx.insert(row).await?, token))
}
