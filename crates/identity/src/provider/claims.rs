//! What tokens say, and how they are read. Our clock decides about expiry, our configuration about the algorithm.

use crate::refusals::{INVALID_GRANT, INVALID_TOKEN};
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use kernel::{Error, Refusal, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Who signed in, told to one client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The client's own, so that no token of another sign-in fits.
    pub nonce: String,
    /// The person's name.
    pub name: String,
    /// The account.
    pub preferred_username: String,
    /// The sign-in; all its sessions end together.
    pub sid: String,
}

/// A key to `/oidc/userinfo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// For whom.
    pub client_id: String,
    /// The sign-in.
    pub sid: String,
}

/// Leeway between two boxes' clocks.
const LEEWAY: i64 = 30;

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
    let claims: IdClaims = read(keys, token, "JWT", (issuer, client)).ok_or(INVALID_GRANT)?;
    let fresh = claims.exp > now.timestamp() - LEEWAY && claims.iat < now.timestamp() + LEEWAY;
    refuse_unless(fresh && claims.nonce == nonce, INVALID_GRANT)?;
    Ok(claims)
}

/// Reads an ID token that came as a hint for signing out; it may have run out.
#[must_use]
pub(super) fn read_hint(keys: &JwkSet, token: &str, issuer: &str) -> Option<IdClaims> {
    let unread: IdClaims = jsonwebtoken::dangerous::insecure_decode_claims(token).ok()?;
    read(keys, token, "JWT", (issuer, &unread.aud))
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
    let claims: AccessClaims = read(keys, token, "at+jwt", (issuer, issuer)).ok_or(INVALID_TOKEN)?;
    refuse_unless(claims.exp > now.timestamp(), INVALID_TOKEN)?;
    Ok(claims)
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
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[audience]);
    Some(decode::<T>(token, &key, &rules).ok()?.claims)
}
