//! A code becomes tokens.

use super::claims::{AccessClaims, IdClaims};
use super::entity::code::{ActiveModel, Column, Entity, Model as Code};
use super::key::Keys;
use crate::person::{self, entity::Model as Person};
use crate::refusals::{INVALID_GRANT, UNSUPPORTED_GRANT_TYPE};
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
    pub client_id: String,
    pub redirect_uri: String,
    pub code: String,
    pub code_verifier: String,
}

/// The answer of `/oidc/token`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of RFC 6749 and OpenID Connect")]
pub struct TokenAnswer {
    pub access_token: String,
    pub token_type: String,
    pub expires_in: i64,
    pub scope: String,
    pub id_token: String,
}

/// What became of a code. Both are to be committed.
#[derive(Debug)]
pub enum Redeemed {
    /// Tokens were made.
    Tokens(Box<TokenAnswer>),
    /// The code was spent for nothing: a wrong verifier, or it had been used before and what came of it was ended.
    Spent,
}

/// Redeems a code.
///
/// # Errors
/// [`UNSUPPORTED_GRANT_TYPE`], [`INVALID_GRANT`]; faults.
pub async fn redeem_code(
    tx: &mut HubWrite,
    (settings, issuer, keys): (&Settings, &str, &Keys),
    request: &TokenRequest,
    now: DateTime<Utc>,
) -> Result<Redeemed> {
    if request.grant_type != "authorization_code" {
        return Err(UNSUPPORTED_GRANT_TYPE.into());
    }
    let hash = token::hash(&request.code);
    let code = tx
        .find::<Entity>()
        .filter(Column::CodeHash.eq(hash))
        .one()
        .await?
        .ok_or(INVALID_GRANT)?;
    if code.client_id != request.client_id || code.redirect_uri != request.redirect_uri {
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
    Ok(Redeemed::Tokens(Box::new(tokens(
        (settings, issuer, keys),
        &code,
        &person,
        now,
    )?)))
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

/// Two who hold one code: one of them is a thief, so the session made from it ends (RFC 6749, 4.1.2).
async fn revoke(tx: &mut HubWrite, code: &Code) -> Result<()> {
    use session::entity::{Column, Entity};
    let made = Condition::all()
        .add(Column::GroupSession.eq(&code.group_session))
        .add(Column::Realm.eq(Realm::Staff.key()))
        .add(Column::Host.eq(&code.client_id));
    tx.delete_where::<Entity>(made).await?;
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
    let sessions = session::query::of_person(tx, settings, person.person(), now).await?;
    let alive = sessions
        .iter()
        .any(|session| session.group_session == code.group_session);
    Ok((alive && person.is_active()).then_some(person))
}

fn tokens(
    (settings, issuer, keys): (&Settings, &str, &Keys),
    code: &Code,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<TokenAnswer> {
    let (iat, exp) = (now.timestamp(), (now + settings.token).timestamp());
    let id = IdClaims {
        iss: issuer.to_owned(),
        sub: person.uid().to_string(),
        aud: code.client_id.clone(),
        exp,
        iat,
        nonce: code.nonce.clone(),
        name: person.name.clone(),
        preferred_username: person.account.clone(),
        sid: code.group_session.clone(),
    };
    let access = AccessClaims {
        iss: id.iss.clone(),
        sub: id.sub.clone(),
        aud: id.iss.clone(),
        exp,
        iat,
        client_id: id.aud.clone(),
        sid: id.sid.clone(),
    };
    Ok(TokenAnswer {
        access_token: keys.sign("at+jwt", &access)?,
        token_type: "Bearer".to_owned(),
        expires_in: settings.token.num_seconds(),
        scope: "openid profile".to_owned(),
        id_token: keys.sign("JWT", &id)?,
    })
}
