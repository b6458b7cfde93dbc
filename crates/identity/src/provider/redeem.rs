//! A code becomes tokens.

use super::authenticate::ClientFields;
use super::entity::client::Model as Client;
use super::entity::code::{ActiveModel, Column, Entity, Model as Code};
use super::grant;
use super::key::Keys;
use super::refresh;
use super::scope;
use super::tokens::{self, Ground, TokenAnswer};
use crate::person::{self, entity::Model as Person};
use crate::refusals::INVALID_GRANT;
use crate::session::{self, Realm};
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{PersonId, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use serde::{Deserialize, Serialize};
use store::HubWrite;
use subtle::ConstantTimeEq;

/// The form of `/oidc/token` as it comes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of RFC 6749 and RFC 7636")]
pub struct TokenRequest {
    pub grant_type: String,
    #[serde(flatten)]
    pub client: ClientFields,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub redirect_uri: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code_verifier: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub refresh_token: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub scope: String,
}

/// What became of a code or a refresh token. Both are to be committed.
#[derive(Debug)]
pub enum Redeemed {
    /// Tokens were made.
    Tokens(Box<TokenAnswer>),
    /// It was spent for nothing: a wrong verifier, or it had been used before and what came of it was ended.
    Spent,
}

/// Redeems a code for a client that has proved itself.
///
/// # Errors
/// [`INVALID_GRANT`]; faults.
pub async fn redeem_code(
    tx: &mut HubWrite,
    (settings, issuer, keys): (&Settings, &str, &Keys),
    client: &Client,
    request: &TokenRequest,
    now: DateTime<Utc>,
) -> Result<Redeemed> {
    let hash = token::hash(&request.code);
    let code = tx
        .find::<Entity>()
        .filter(Column::CodeHash.eq(hash))
        .one()
        .await?
        .ok_or(INVALID_GRANT)?;
    if code.client_id != client.client_id || code.redirect_uri != request.redirect_uri {
        return Err(INVALID_GRANT.into());
    }
    tx.exempt("oidc_code")?;
    if !use_up(tx, &code, now).await? {
        revoke(tx, &code).await?;
        return Ok(Redeemed::Spent);
    }
    let challenge = token::challenge(&request.code_verifier);
    let right = bool::from(challenge.as_bytes().ct_eq(code.challenge.as_bytes()));
    if code.expires_at <= now || !right || !token::is_pkce(&request.code_verifier) {
        return Ok(Redeemed::Spent);
    }
    let Some(person) = still_signed_in(tx, settings, &code, now).await? else {
        return Ok(Redeemed::Spent);
    };
    let mut ground = Ground {
        person: &person,
        client_id: &code.client_id,
        group: &code.group_session,
        scope: &code.scope,
        nonce: &code.nonce,
        auth_time: code.auth_time.unwrap_or(now),
        amr: &code.amr,
        grant: "",
    };
    // The sites of this box have sessions, which end by themselves; others hold a grant, and are told of its end.
    if client.own_site && client.backchannel_uri.is_empty() {
        return Ok(Redeemed::Tokens(Box::new(tokens::make(
            (settings, issuer, keys),
            &ground,
            now,
        )?)));
    }
    let grant = grant::open(tx, (settings, issuer), &code, now).await?;
    ground.grant = &grant.key;
    let mut answer = tokens::make((settings, issuer, keys), &ground, now)?;
    if scope::has(&code.scope, scope::OFFLINE) {
        answer.refresh_token = Some(refresh::issue(tx, settings, &grant, now).await?);
    }
    Ok(Redeemed::Tokens(Box::new(answer)))
}

/// The update decides who was first, however many come at once.
async fn use_up(tx: &mut HubWrite, code: &Code, now: DateTime<Utc>) -> Result<bool> {
    let used = ActiveModel {
        used_at: Set(Some(now)),
        ..Default::default()
    };
    let unused = Condition::all()
        .add(Column::CodeHash.eq(&code.code_hash))
        .add(Column::UsedAt.is_null());
    Ok(tx.update_where(used, unused).await? > 0)
}

/// Two who hold one code: one of them is a thief, so what was made from it ends (RFC 6749, 4.1.2).
async fn revoke(tx: &mut HubWrite, code: &Code) -> Result<()> {
    use session::entity::{Column, Entity};
    let made = Condition::all()
        .add(Column::GroupSession.eq(&code.group_session))
        .add(Column::Realm.eq(Realm::Staff.key()))
        .add(Column::Host.eq(&code.client_id));
    tx.delete_where::<Entity>(made).await?;
    grant::end_of_sign_in_at(tx, (&code.group_session, &code.client_id)).await?;
    let person = person::query::by_id(tx, PersonId(code.person_id)).await?;
    let detail = serde_json::json!({ "client": code.client_id });
    tx.audit(None, "oidc.code_reused", &person.uid().to_string(), &detail);
    Ok(())
}

async fn still_signed_in(
    tx: &HubWrite,
    settings: &Settings,
    code: &Code,
    now: DateTime<Utc>,
) -> Result<Option<Person>> {
    let person = person::query::by_id(tx, PersonId(code.person_id)).await?;
    let alive = grant::is_signed_in(tx, settings, &person, &code.group_session, now).await?;
    Ok((alive && person.is_active()).then_some(person))
}
