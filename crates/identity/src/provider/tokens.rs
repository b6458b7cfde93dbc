//! Tokens are made.

use super::claims::{ACCESS_TOKEN, AccessClaims, ID_TOKEN, IdClaims};
use super::key::Keys;
use super::proof;
use super::scope;
use crate::person::entity::Model as Person;
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::Result;
use serde::{Deserialize, Serialize};

/// The answer of `/oidc/token`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of RFC 6749 and OpenID Connect")]
pub struct TokenAnswer {
    pub access_token: String,
    pub token_type: String,
    pub expires_in: i64,
    pub scope: String,
    pub id_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// Of whom, for whom, on what ground.
pub(super) struct Ground<'a> {
    pub person: &'a Person,
    pub client_id: &'a str,
    pub group: &'a str,
    pub scope: &'a str,
    pub nonce: &'a str,
    pub auth_time: DateTime<Utc>,
    pub amr: &'a str,
    /// The grant's name; empty for the group's own sites.
    pub grant: &'a str,
}

/// Makes ID and access token.
///
/// # Errors
/// Faults.
pub(super) fn make(
    (settings, issuer, keys): (&Settings, &str, &Keys),
    ground: &Ground<'_>,
    now: DateTime<Utc>,
) -> Result<TokenAnswer> {
    let (iat, exp) = (now.timestamp(), (now + settings.token).timestamp());
    let told = |scope: &str, value: &str| {
        if scope::has(ground.scope, scope) {
            value.to_owned()
        } else {
            String::new()
        }
    };
    let id = IdClaims {
        iss: issuer.to_owned(),
        sub: ground.person.uid().to_string(),
        aud: ground.client_id.to_owned(),
        exp,
        iat,
        auth_time: ground.auth_time.timestamp(),
        acr: proof::acr(ground.amr).to_owned(),
        amr: proof::amr(ground.amr),
        nonce: ground.nonce.to_owned(),
        name: told("profile", &ground.person.name),
        preferred_username: told("profile", &ground.person.account),
        email: told("email", &ground.person.email),
        sid: ground.group.to_owned(),
    };
    let access = AccessClaims {
        iss: id.iss.clone(),
        sub: id.sub.clone(),
        aud: id.iss.clone(),
        exp,
        iat,
        jti: token::random()?,
        client_id: id.aud.clone(),
        scope: ground.scope.to_owned(),
        sid: id.sid.clone(),
        grant: ground.grant.to_owned(),
        auth_time: id.auth_time,
        acr: id.acr.clone(),
        amr: id.amr.clone(),
    };
    Ok(TokenAnswer {
        access_token: keys.sign(ACCESS_TOKEN, &access)?,
        token_type: "Bearer".to_owned(),
        expires_in: settings.token.num_seconds(),
        scope: ground.scope.to_owned(),
        id_token: keys.sign(ID_TOKEN, &id)?,
        refresh_token: None,
    })
}
