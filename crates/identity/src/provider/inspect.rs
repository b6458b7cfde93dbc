//! What a token is worth (RFC 7662), and its end (RFC 7009).

use super::authenticate::ClientFields;
use super::claims::{AccessClaims, verify_access_token};
use super::entity::client::Model as Client;
use super::grant;
use super::refresh;
use super::register::Method;
use super::scope;
use crate::person::{self, entity::Model as Person};
use crate::refusals::{INVALID_CLIENT, INVALID_TOKEN};
use crate::settings::Settings;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{HubRead, HubWrite};

/// The form of `/oidc/introspect` and `/oidc/revoke` as it comes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of RFC 7662 and RFC 7009")]
pub struct PresentedToken {
    pub token: String,
    pub token_type_hint: String,
    #[serde(flatten)]
    pub client: ClientFields,
}

/// Everything needed to look at a token.
pub(super) struct Glass<'a> {
    pub settings: &'a Settings,
    pub issuer: &'a str,
    pub keys: &'a JwkSet,
    pub now: DateTime<Utc>,
}

/// Whom an access token speaks of, while its ground holds: the grant of an outside client, the sign-in of an own site.
///
/// # Errors
/// [`INVALID_TOKEN`]; faults.
pub(super) async fn bearer(db: &HubRead, glass: &Glass<'_>, token: &str) -> Result<(AccessClaims, Person)> {
    let claims = verify_access_token(glass.keys, token, glass.issuer, glass.now)?;
    let person = if claims.grant.is_empty() {
        let uid = claims.sub.parse().ok().ok_or(INVALID_TOKEN)?;
        let person = person::query::by_uid(db, uid).await?.filter(Person::is_active);
        match person {
            Some(person)
                if grant::is_signed_in(db, glass.settings, &person, &claims.sid, glass.now).await? =>
            {
                Some(person)
            }
            _ => None,
        }
    } else {
        match grant::by_key(db, &claims.grant).await? {
            Some(grant) => grant::holder(db, glass.settings, &grant, glass.now).await?,
            None => None,
        }
    };
    Ok((claims, person.ok_or(INVALID_TOKEN)?))
}

/// What `/oidc/userinfo` says.
#[must_use]
pub(super) fn about(claims: &AccessClaims, person: &Person) -> Value {
    let mut about = json!({ "sub": claims.sub });
    if scope::has(&claims.scope, "profile") {
        about["name"] = json!(person.name);
        about["preferred_username"] = json!(person.account);
    }
    if scope::has(&claims.scope, "email") && !person.email.is_empty() {
        about["email"] = json!(person.email);
        about["email_verified"] = json!(false);
    }
    about
}

/// What `/oidc/introspect` says. A public client proves nothing, so it is told nothing; a refresh token is the business
/// of its own client alone.
///
/// # Errors
/// [`INVALID_CLIENT`]; faults.
pub(super) async fn introspect(
    db: &HubRead,
    glass: &Glass<'_>,
    client: &Client,
    token: &str,
) -> Result<Value> {
    if Method::of(client).is_none_or(|method| method == Method::Public) {
        return Err(INVALID_CLIENT.into());
    }
    let inactive = json!({ "active": false });
    match bearer(db, glass, token).await {
        Ok((claims, person)) => return Ok(worth(&claims, &person)),
        Err(Error::Refused(_)) => {}
        Err(fault) => return Err(fault),
    }
    let Some((row, grant)) = refresh::find(db, token).await? else {
        return Ok(inactive);
    };
    let usable = grant.client_id == client.client_id && row.used_at.is_none() && row.expires_at > glass.now;
    let holder = grant::holder(db, glass.settings, &grant, glass.now).await?;
    let Some(person) = holder.filter(|_| usable) else {
        return Ok(inactive);
    };
    Ok(json!({
        "active": true,
        "iss": glass.issuer,
        "sub": person.uid().to_string(),
        "client_id": grant.client_id,
        "username": person.account,
        "scope": grant.scope,
        "exp": row.expires_at.timestamp(),
        "sid": grant.group_session,
    }))
}

fn worth(claims: &AccessClaims, person: &Person) -> Value {
    json!({
        "active": true,
        "token_type": "Bearer",
        "iss": claims.iss,
        "sub": claims.sub,
        "aud": claims.aud,
        "client_id": claims.client_id,
        "username": person.account,
        "scope": claims.scope,
        "exp": claims.exp,
        "iat": claims.iat,
        "jti": claims.jti,
        "sid": claims.sid,
        "auth_time": claims.auth_time,
        "acr": claims.acr,
        "amr": claims.amr,
    })
}

/// Ends the grant that a token of the client stands on, whichever token it is. What is not the client's, or nothing at
/// all, is left alone without a word.
///
/// # Errors
/// Faults.
pub(super) async fn revoke(tx: &mut HubWrite, glass: &Glass<'_>, client: &Client, token: &str) -> Result<()> {
    let grant = match refresh::find(tx, token).await? {
        Some((_, grant)) => Some(grant),
        None => match verify_access_token(glass.keys, token, glass.issuer, glass.now) {
            Ok(claims) => grant::by_key(tx, &claims.grant).await?,
            Err(_) => None,
        },
    };
    let Some(grant) = grant.filter(|grant| grant.client_id == client.client_id) else {
        return Ok(());
    };
    if grant::end(tx, &grant).await? {
        let person = person::query::by_id(tx, kernel::PersonId(grant.person_id)).await?;
        let detail = json!({ "client": grant.client_id });
        tx.audit(None, "oidc.revoked", &person.uid().to_string(), &detail);
    }
    Ok(())
}
