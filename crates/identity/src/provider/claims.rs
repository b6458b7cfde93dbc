//! What tokens say, and how they are read. Our clock decides about expiry, our configuration about the algorithm.

use crate::refusals::{INVALID_GRANT, INVALID_LOGOUT_TOKEN, INVALID_TOKEN};
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use kernel::{Error, Refusal, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Who signed in, told to one client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdClaims {
    /// The portal.
    pub iss: String,
    /// The person's uid.
    pub sub: String,
    /// The client.
    pub aud: String,
    /// End, seconds since 1970.
    pub exp: i64,
    /// Made.
    pub iat: i64,
    /// When the person last proved who they are.
    #[serde(default)]
    pub auth_time: i64,
    /// How strongly: [`ACR_PASSWORD`] or [`ACR_SECOND_FACTOR`].
    #[serde(default)]
    pub acr: String,
    /// By what, in words of RFC 8176.
    #[serde(default)]
    pub amr: Vec<String>,
    /// The client's own, so that no token of another sign-in fits; empty when it sent none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub nonce: String,
    /// The person's name, for the scope `profile`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The account, for the scope `profile`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preferred_username: String,
    /// The address, for the scope `email`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The sign-in; all its sessions end together.
    pub sid: String,
}

/// A key to `/oidc/userinfo` (RFC 9068).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// The portal.
    pub iss: String,
    /// The person's uid.
    pub sub: String,
    /// The portal again: only it reads this.
    pub aud: String,
    /// End.
    pub exp: i64,
    /// Made.
    pub iat: i64,
    /// Its own name.
    pub jti: String,
    /// For whom.
    pub client_id: String,
    /// What for.
    pub scope: String,
    /// The sign-in.
    pub sid: String,
    /// The grant of an outside client; empty for the group's own sites.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub grant: String,
    /// As in the ID token.
    pub auth_time: i64,
    /// As in the ID token.
    pub acr: String,
    /// As in the ID token.
    pub amr: Vec<String>,
}

/// Tells a client that a sign-in is over (OpenID Connect Back-Channel Logout).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutClaims {
    /// The portal.
    pub iss: String,
    /// The person's uid; without `sid` all sign-ins are over.
    #[serde(default)]
    pub sub: String,
    /// The client.
    pub aud: String,
    /// End.
    pub exp: i64,
    /// Made.
    pub iat: i64,
    /// Its own name; a second use is refused.
    pub jti: String,
    /// The sign-in that is over.
    #[serde(default)]
    pub sid: String,
    /// Has [`LOGOUT_EVENT`] as its one member.
    pub events: serde_json::Map<String, serde_json::Value>,
    /// Must not be there: it would make an ID token of it.
    #[serde(default, skip_serializing)]
    pub nonce: Option<serde_json::Value>,
}

/// Signed in by password alone.
pub const ACR_PASSWORD: &str = "urn:zisha:acr:password";
/// Signed in with a second factor.
pub const ACR_SECOND_FACTOR: &str = "urn:zisha:acr:second-factor";
/// The member of `events` that makes a logout token.
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// `typ` of an ID token.
pub(super) const ID_TOKEN: &str = "JWT";
/// `typ` of an access token.
pub(super) const ACCESS_TOKEN: &str = "at+jwt";
/// `typ` of a logout token.
pub(super) const LOGOUT_TOKEN: &str = "logout+jwt";

/// Leeway between two boxes' clocks.
pub(crate) const LEEWAY: i64 = 30;

/// Reads an ID token as the client for whom it was made.
///
/// # Errors
/// [`INVALID_GRANT`].
pub fn verify_id_token(
    keys: &JwkSet,
    token: &str,
    (issuer, client, nonce): (&str, &str, &str),
    now: DateTime<Utc>,
) -> Result<IdClaims> {
    let claims: IdClaims = read(keys, token, ID_TOKEN, (issuer, client)).ok_or(INVALID_GRANT)?;
    let fresh = is_fresh(claims.iat, claims.exp, now);
    refuse_unless(fresh && claims.nonce == nonce, INVALID_GRANT)?;
    Ok(claims)
}

/// Reads an ID token that came as a hint for signing out; it may have run out.
#[must_use]
pub(super) fn read_hint(keys: &JwkSet, token: &str, issuer: &str) -> Option<IdClaims> {
    let unread: IdClaims = jsonwebtoken::dangerous::insecure_decode_claims(token).ok()?;
    read(keys, token, ID_TOKEN, (issuer, &unread.aud))
}

/// Reads an access token.
///
/// # Errors
/// [`INVALID_TOKEN`].
pub fn verify_access_token(
    keys: &JwkSet,
    token: &str,
    issuer: &str,
    now: DateTime<Utc>,
) -> Result<AccessClaims> {
    let claims: AccessClaims = read(keys, token, ACCESS_TOKEN, (issuer, issuer)).ok_or(INVALID_TOKEN)?;
    refuse_unless(claims.exp > now.timestamp(), INVALID_TOKEN)?;
    Ok(claims)
}

/// Reads a logout token as the client for whom it was made, as OpenID Connect Back-Channel Logout 1.0 (2.6) says. Whether it was
/// used before the caller has to see.
///
/// # Errors
/// [`INVALID_LOGOUT_TOKEN`].
pub fn verify_logout_token(
    keys: &JwkSet,
    token: &str,
    (issuer, client): (&str, &str),
    now: DateTime<Utc>,
) -> Result<LogoutClaims> {
    let claims: LogoutClaims =
        read(keys, token, LOGOUT_TOKEN, (issuer, client)).ok_or(INVALID_LOGOUT_TOKEN)?;
    let named = !(claims.jti.is_empty() || claims.sid.is_empty() && claims.sub.is_empty());
    let event = claims
        .events
        .get(LOGOUT_EVENT)
        .is_some_and(serde_json::Value::is_object);
    let whole = event && claims.nonce.is_none() && named;
    refuse_unless(
        whole && is_fresh(claims.iat, claims.exp, now),
        INVALID_LOGOUT_TOKEN,
    )?;
    Ok(claims)
}

/// The name of the key that a token says it was signed with.
#[must_use]
pub fn key_of(token: &str) -> Option<String> {
    decode_header(token).ok()?.kid
}

fn is_fresh(iat: i64, exp: i64, now: DateTime<Utc>) -> bool {
    exp > now.timestamp() - LEEWAY && iat < now.timestamp() + LEEWAY
}

fn refuse_unless(holds: bool, refusal: Refusal) -> Result<()> {
    if holds {
        Ok(())
    } else {
        Err(Error::Refused(refusal))
    }
}

fn read<T: DeserializeOwned>(
    keys: &JwkSet,
    token: &str,
    kind: &str,
    (issuer, audience): (&str, &str),
) -> Option<T> {
    let header = decode_header(token).ok()?;
    if header.typ.as_deref() != Some(kind) {
        return None;
    }
    let key = DecodingKey::from_jwk(keys.find(header.kid.as_deref()?)?).ok()?;
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.validate_exp = false;
    rules.set_required_spec_claims(&["exp", "iss", "aud"]);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[audience]);
    Some(decode::<T>(token, &key, &rules).ok()?.claims)
}
