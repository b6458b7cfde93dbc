//! A sign-in under way, kept by the browser in a short-lived signed cookie. Its name carries a part of the state, so
//! that two windows do not disturb each other.

use crate::door;
use crate::refusals::FOREIGN_CALLBACK;
use crate::token;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, time};
use chrono::{DateTime, Utc};
use gateway::App;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What must come back, and where to go then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// Comes back with the code.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: String,
    /// Proves that the code is ours.
    pub verifier: String,
    /// A path of the own host.
    pub next: String,
    exp: i64,
}

impl Pending {
    /// Begins a sign-in.
    ///
    /// # Errors
    /// A fault when the system gives no randomness.
    pub fn begin(next: String, until: DateTime<Utc>) -> Result<Self> {
        let exp = until.timestamp();
        Ok(Self {
            state: token::random()?,
            nonce: token::random()?,
            verifier: token::random()?,
            next,
            exp,
        })
    }

    /// The cookie that keeps it.
    ///
    /// # Errors
    /// Faults.
    pub fn cookie(&self, app: &App, now: DateTime<Utc>) -> Result<Cookie<'static>> {
        let secret = EncodingKey::from_secret(&secret(&app.settings.secret));
        let value =
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), self, &secret).map_err(Error::fault)?;
        let age = time::Duration::seconds(self.exp - now.timestamp());
        Ok(door::cookie(app, name(app, &self.state), value, Some(age)))
    }

    /// The sign-in that this answer belongs to, if this browser began it.
    ///
    /// # Errors
    /// [`FOREIGN_CALLBACK`].
    pub fn find(app: &App, request: &HttpRequest, state: &str, now: DateTime<Utc>) -> Result<Self> {
        let cookie = request.cookie(&name(app, state)).ok_or(FOREIGN_CALLBACK)?;
        let pending = read(&app.settings.secret, cookie.value()).ok_or(FOREIGN_CALLBACK)?;
        if pending.state == state && pending.exp > now.timestamp() {
            return Ok(pending);
        }
        Err(FOREIGN_CALLBACK.into())
    }

    /// The cookie, gone.
    #[must_use]
    pub fn gone(&self, app: &App) -> Cookie<'static> {
        door::clear_cookie(app, name(app, &self.state))
    }
}

fn name(app: &App, state: &str) -> String {
    let part: String = state
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect();
    app.settings.cookie_name(&format!("sso-{part}"))
}

/// Another key than the one of form proofs.
fn secret(box_secret: &[u8; 32]) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"sso pending\0")
        .chain_update(box_secret)
        .finalize()
        .into()
}

fn read(box_secret: &[u8; 32], value: &str) -> Option<Pending> {
    let mut rules = Validation::new(Algorithm::HS256);
    // Our own clock decides.
    rules.validate_exp = false;
    let key = DecodingKey::from_secret(&secret(box_secret));
    Some(jsonwebtoken::decode(value, &key, &rules).ok()?.claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_this_box_signed_is_read() {
        let pending = Pending::begin("/console/".into(), DateTime::UNIX_EPOCH).unwrap();
        let sign = |key: &[u8; 32]| {
            let key = EncodingKey::from_secret(&secret(key));
            jsonwebtoken::encode(&Header::new(Algorithm::HS256), &pending, &key).unwrap()
        };
        assert_eq!(read(&[1; 32], &sign(&[1; 32])).unwrap().state, pending.state);
        assert!(read(&[1; 32], &sign(&[2; 32])).is_none());
        assert!(read(&[1; 32], "nonsense").is_none());
    }
}
