//! A sign-in at an outside provider under way, kept by the browser in a short-lived signed cookie. Its name carries a
//! part of the state, so that two windows do not disturb each other. What it is for stands inside, signed: no parameter
//! of the way back decides it.

use crate::door;
use crate::refusals::FOREIGN_CALLBACK;
use crate::token;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, time};
use chrono::{DateTime, Duration, Utc};
use gateway::App;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::{Error, Result, Uid};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long somebody may take at the provider.
const LIFE: Duration = Duration::minutes(10);

/// What a sign-in is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Intent {
    /// Staff sign in on the portal, for a client's request.
    Staff {
        /// The request's query.
        request: String,
    },
    /// A signed-in member of staff links the identity.
    LinkPerson {
        /// The account.
        person: Uid,
        /// The sign-in in which it was asked for.
        group: String,
    },
    /// A citizen signs in.
    Citizen {
        /// Where to go then, a path of the host.
        next: String,
    },
    /// A signed-in citizen links the identity.
    LinkCitizen {
        /// The session in which it was asked for.
        session: i64,
    },
}

/// What must come back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) provider: String,
    pub(super) host: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) intent: Intent,
    exp: i64,
}

impl Pending {
    pub(super) fn begin(provider: &str, host: &str, intent: Intent, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self {
            provider: provider.to_owned(),
            host: host.to_owned(),
            state: token::random()?,
            nonce: token::random()?,
            verifier: token::random()?,
            intent,
            exp: (now + LIFE).timestamp(),
        })
    }

    pub(super) fn cookie(&self, app: &App) -> Result<Cookie<'static>> {
        keep(app, name(app, &self.state), PENDING, self, LIFE)
    }

    /// The sign-in that an answer belongs to, if this browser began it with this provider on this host.
    pub(super) fn find(
        app: &App,
        request: &HttpRequest,
        (provider, host, state): (&str, &str, &str),
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let cookie = request.cookie(&name(app, state)).ok_or(FOREIGN_CALLBACK)?;
        let pending: Self = read(app, PENDING, cookie.value()).ok_or(FOREIGN_CALLBACK)?;
        let right = pending.state == state
            && pending.provider == provider
            && pending.host == host
            && pending.exp > now.timestamp();
        if right {
            Ok(pending)
        } else {
            Err(FOREIGN_CALLBACK.into())
        }
    }

    pub(super) fn gone(&self, app: &App) -> Cookie<'static> {
        door::clear_cookie(app, name(app, &self.state))
    }
}

/// An identity without account here, while its citizen reads the privacy note.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) provider: String,
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) host: String,
    pub(super) next: String,
    exp: i64,
}

impl Offer {
    pub(super) fn of(found: &super::Identified, host: &str, next: String, now: DateTime<Utc>) -> Self {
        Self {
            provider: found.provider.clone(),
            issuer: found.issuer.clone(),
            subject: found.subject.clone(),
            name: found.name.clone(),
            host: host.to_owned(),
            next,
            exp: (now + LIFE).timestamp(),
        }
    }

    pub(super) fn cookie(&self, app: &App) -> Result<Cookie<'static>> {
        keep(app, app.settings.cookie_name(OFFER_COOKIE), OFFER, self, LIFE)
    }

    pub(super) fn find(app: &App, request: &HttpRequest, host: &str, now: DateTime<Utc>) -> Result<Self> {
        let cookie = request
            .cookie(&app.settings.cookie_name(OFFER_COOKIE))
            .ok_or(FOREIGN_CALLBACK)?;
        let offer: Self = read(app, OFFER, cookie.value()).ok_or(FOREIGN_CALLBACK)?;
        let right = offer.host == host && offer.exp > now.timestamp();
        if right {
            Ok(offer)
        } else {
            Err(FOREIGN_CALLBACK.into())
        }
    }

    pub(super) fn gone(app: &App) -> Cookie<'static> {
        door::clear_cookie(app, app.settings.cookie_name(OFFER_COOKIE))
    }
}

const OFFER_COOKIE: &str = "upstream-offer";
const PENDING: &[u8] = b"upstream pending\0";
const OFFER: &[u8] = b"upstream offer\0";

fn name(app: &App, state: &str) -> String {
    let part: String = state
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect();
    app.settings.cookie_name(&format!("upstream-{part}"))
}

/// A key of its own for each kind of cookie: none passes for another.
fn secret(purpose: &[u8], box_secret: &[u8; 32]) -> [u8; 32] {
    Sha256::new()
        .chain_update(purpose)
        .chain_update(box_secret)
        .finalize()
        .into()
}

fn keep(
    app: &App,
    name: String,
    purpose: &[u8],
    what: &impl Serialize,
    life: Duration,
) -> Result<Cookie<'static>> {
    let key = EncodingKey::from_secret(&secret(purpose, &app.settings.secret));
    let value = jsonwebtoken::encode(&Header::new(Algorithm::HS256), what, &key).map_err(Error::fault)?;
    Ok(door::cookie(
        app,
        name,
        value,
        Some(time::Duration::seconds(life.num_seconds())),
    ))
}

fn read<T: DeserializeOwned + Clone>(app: &App, purpose: &[u8], value: &str) -> Option<T> {
    let mut rules = Validation::new(Algorithm::HS256);
    // Our own clock decides.
    rules.validate_exp = false;
    let key = DecodingKey::from_secret(&secret(purpose, &app.settings.secret));
    Some(jsonwebtoken::decode(value, &key, &rules).ok()?.claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cookie_passes_for_another_kind() {
        assert_ne!(secret(PENDING, &[1; 32]), secret(OFFER, &[1; 32]));
        assert_ne!(secret(PENDING, &[1; 32]), secret(PENDING, &[2; 32]));
    }
}
