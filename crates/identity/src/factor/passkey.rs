//! Passkeys. The server asks (a challenge, kept in the database with the session it belongs to), the browser's
//! authenticator signs, the server checks once. Origin and RP ID are the portal's.

use super::entity::challenge;
use super::entity::passkey::{ActiveModel, Column, Entity, Model};
use super::query;
use crate::person::entity::Model as Person;
use crate::refusals::{PASSKEY_KNOWN, PASSKEY_REFUSED};
use crate::session::entity::Model as Session;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use gateway::Site;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{HubWrite, OnUnique, Unique};
use tracing::info;
use url::Url;
use webauthn_rs::prelude::{
    CredentialID, Passkey, PasskeyAuthentication, PasskeyRegistration, Webauthn, WebauthnBuilder,
};

const CREDENTIAL: Unique = Unique {
    name: "uq_passkey_credential_id",
    columns: &["passkey.credential_id"],
};

/// How long a question waits for its answer.
const PATIENCE: Duration = Duration::minutes(5);
const REGISTER: &str = "register";
const PROVE: &str = "prove";

/// Who asks: the portal.
pub struct Asker {
    webauthn: Webauthn,
    /// The portal's host, for ever.
    pub rp_id: String,
}

impl Asker {
    /// The portal asks.
    ///
    /// # Errors
    /// A fault for an origin without a host name.
    pub fn new(portal: &Site) -> Result<Self> {
        Self::of(&portal.origin, &portal.host, &portal.name)
    }

    /// The same from its parts.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of(origin: &str, host: &str, name: &str) -> Result<Self> {
        let origin = Url::parse(origin).map_err(Error::fault)?;
        let webauthn = WebauthnBuilder::new(host, &origin)
            .map_err(Error::fault)?
            .rp_name(name)
            .build()
            .map_err(Error::fault)?;
        Ok(Self {
            webauthn,
            rp_id: host.to_owned(),
        })
    }

    /// Asks a browser to make a passkey; answers what its script needs, as JSON.
    ///
    /// # Errors
    /// Faults.
    pub async fn begin_registration(
        &self,
        tx: &mut HubWrite,
        person: &Person,
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<String> {
        let known = query::of_person(tx, person.person()).await?;
        let exclude: Vec<CredentialID> = known.usable(&self.rp_id).filter_map(id_of).collect();
        let (question, state) = self
            .webauthn
            .start_passkey_registration(person.uid, &person.account, &person.name, Some(exclude))
            .map_err(Error::fault)?;
        keep(tx, (person, session), REGISTER, &state, now).await?;
        to_json(&question)
    }

    /// Takes the browser's answer: the passkey counts from now on.
    ///
    /// # Errors
    /// [`PASSKEY_REFUSED`], [`PASSKEY_KNOWN`]; faults.
    pub async fn register(
        &self,
        tx: &mut HubWrite,
        (person, session): (&Person, &Session),
        (answer, name): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let state: PasskeyRegistration = take(tx, (person, session), REGISTER, now)
            .await?
            .ok_or(PASSKEY_REFUSED)?;
        let answer = serde_json::from_str(answer).ok().ok_or(PASSKEY_REFUSED)?;
        let made = self.webauthn.finish_passkey_registration(&answer, &state);
        let passkey = made.map_err(|error| {
            info!(%error, "A passkey was not registered");
            Error::from(PASSKEY_REFUSED)
        })?;
        let row = ActiveModel {
            person_id: Set(person.id),
            credential_id: Set(URL_SAFE_NO_PAD.encode(passkey.cred_id())),
            credential: Set(to_json(&passkey)?),
            name: Set(name_of(name)),
            rp_id: Set(self.rp_id.clone()),
            created_at: Set(now),
            used_at: Set(None),
            ..Default::default()
        };
        let row = tx.insert(row).await.on_unique(CREDENTIAL, || PASSKEY_KNOWN)?;
        let detail = serde_json::json!({ "kind": "passkey" });
        tx.audit(None, "factor.added", &person.uid().to_string(), &detail);
        Ok(row)
    }

    /// Asks a browser to prove one of the person's passkeys; answers what its script needs, or nothing when there is none
    /// for this host.
    ///
    /// # Errors
    /// Faults.
    pub async fn begin_proof(
        &self,
        tx: &mut HubWrite,
        person: &Person,
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<Option<String>> {
        let known = query::of_person(tx, person.person()).await?;
        let passkeys: Vec<Passkey> = known
            .usable(&self.rp_id)
            .map(|row| from_json(&row.credential))
            .collect::<Result<_>>()?;
        if passkeys.is_empty() {
            return Ok(None);
        }
        let (question, state) = self
            .webauthn
            .start_passkey_authentication(&passkeys)
            .map_err(Error::fault)?;
        keep(tx, (person, session), PROVE, &state, now).await?;
        Ok(Some(to_json(&question)?))
    }

    /// Whether the browser's answer proves one of the person's passkeys. The question is spent either way.
    ///
    /// # Errors
    /// Faults.
    pub async fn prove(
        &self,
        tx: &mut HubWrite,
        (person, session): (&Person, &Session),
        answer: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let Some(state) = take::<PasskeyAuthentication>(tx, (person, session), PROVE, now).await? else {
            return Ok(false);
        };
        let Ok(answer) = serde_json::from_str(answer) else {
            return Ok(false);
        };
        let proven = match self.webauthn.finish_passkey_authentication(&answer, &state) {
            Ok(proven) => proven,
            Err(error) => {
                info!(%error, "A passkey did not prove itself");
                return Ok(false);
            }
        };
        let id = URL_SAFE_NO_PAD.encode(proven.cred_id());
        let mine = Condition::all()
            .add(Column::PersonId.eq(person.id))
            .add(Column::RpId.eq(&self.rp_id))
            .add(Column::CredentialId.eq(id));
        // It may have been removed while the question was open.
        let Some(row) = tx.find::<Entity>().filter(mine).one().await? else {
            return Ok(false);
        };
        let mut passkey: Passkey = from_json(&row.credential)?;
        passkey.update_credential(&proven);
        let row = ActiveModel {
            id: Set(row.id),
            credential: Set(to_json(&passkey)?),
            used_at: Set(Some(now)),
            ..Default::default()
        };
        tx.update(row).await?;
        Ok(true)
    }
}

/// Writes the question down: one of a kind for a session, the newest.
async fn keep(
    tx: &mut HubWrite,
    (person, session): (&Person, &Session),
    purpose: &str,
    state: &impl Serialize,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.exempt("factor_setup")?;
    let old = Condition::any().add(challenge::Column::ExpiresAt.lt(now)).add(
        Condition::all()
            .add(challenge::Column::SessionId.eq(session.id))
            .add(challenge::Column::Purpose.eq(purpose)),
    );
    tx.delete_where::<challenge::Entity>(old).await?;
    let row = challenge::ActiveModel {
        person_id: Set(person.id),
        session_id: Set(session.id),
        purpose: Set(purpose.to_owned()),
        state: Set(to_json(state)?),
        expires_at: Set(now + PATIENCE),
        ..Default::default()
    };
    tx.insert(row).await?;
    Ok(())
}

/// Takes the question of this session and person away. Deleting decides who was first, however many answers come.
async fn take<T: DeserializeOwned>(
    tx: &mut HubWrite,
    (person, session): (&Person, &Session),
    purpose: &str,
    now: DateTime<Utc>,
) -> Result<Option<T>> {
    tx.exempt("factor_setup")?;
    let mine = Condition::all()
        .add(challenge::Column::SessionId.eq(session.id))
        .add(challenge::Column::PersonId.eq(person.id))
        .add(challenge::Column::Purpose.eq(purpose))
        .add(challenge::Column::ExpiresAt.gt(now));
    let Some(row) = tx.find::<challenge::Entity>().filter(mine).one().await? else {
        return Ok(None);
    };
    let taken = tx
        .delete_where::<challenge::Entity>(challenge::Column::Id.eq(row.id))
        .await?;
    if taken == 0 {
        return Ok(None);
    }
    from_json(&row.state).map(Some)
}

fn id_of(row: &Model) -> Option<CredentialID> {
    URL_SAFE_NO_PAD.decode(&row.credential_id).ok()
}

fn name_of(typed: &str) -> String {
    let name: String = typed
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(30)
        .collect();
    if name.is_empty() {
        "通行密钥".to_owned()
    } else {
        name
    }
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::fault)
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::fault)
}
