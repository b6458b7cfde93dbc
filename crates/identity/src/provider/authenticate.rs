//! A client proves that it is itself: by nothing (public), a secret, or a signed assertion (RFC 7523).

use super::claims::LEEWAY;
use super::entity::assertion;
use super::entity::client::Model as Client;
use super::register::Method;
use crate::refusals::{INVALID_CLIENT, INVALID_REQUEST};
use crate::token;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use kernel::Result;
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use store::{HubWrite, OnUnique, Unique};
use subtle::ConstantTimeEq;

/// The one kind of assertion there is.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What an assertion may be signed with: nothing that the verifying side could forge.
const ALGORITHMS: [Algorithm; 7] = [
    Algorithm::EdDSA,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::RS256,
    Algorithm::RS384,
];
/// An assertion lives this long at most, seconds.
const LONGEST: i64 = 600;

const ONCE: Unique = Unique {
    name: "oidc_assertion_pkey",
    columns: &["oidc_assertion.token_hash"],
};

/// The form fields by which a client shows who it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of RFC 6749 and RFC 7521")]
pub struct ClientFields {
    pub client_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_secret: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_assertion_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_assertion: String,
}

/// Who a client says it is, and by what.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientProof {
    /// Its id.
    pub id: String,
    /// Its proof.
    pub proof: Proof,
}

/// What a client shows.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// Nothing.
    None,
    /// A secret.
    Secret(String),
    /// A signed assertion.
    Assertion(String),
}

/// Proofs have no place in a log.
impl std::fmt::Debug for ClientProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientProof")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl ClientProof {
    /// Reads header and form. More than one proof at once is refused (RFC 6749, 2.3).
    ///
    /// # Errors
    /// [`INVALID_REQUEST`], [`INVALID_CLIENT`].
    pub fn read(authorization: Option<&str>, form: &ClientFields) -> Result<Self> {
        let basic = authorization
            .map(|header| basic(header).ok_or(INVALID_CLIENT))
            .transpose()?;
        let given = [
            basic.is_some(),
            !form.client_secret.is_empty(),
            !form.client_assertion.is_empty(),
        ];
        if given.iter().filter(|given| **given).count() > 1 {
            return Err(INVALID_REQUEST.into());
        }
        if let Some((id, secret)) = basic {
            // The form may repeat the id, not contradict it.
            if !form.client_id.is_empty() && form.client_id != id {
                return Err(INVALID_REQUEST.into());
            }
            return Ok(Self {
                id,
                proof: Proof::Secret(secret),
            });
        }
        if !form.client_assertion.is_empty() {
            return Self::of_assertion(form);
        }
        let (id, secret) = (form.client_id.clone(), form.client_secret.clone());
        let proof = if secret.is_empty() {
            Proof::None
        } else {
            Proof::Secret(secret)
        };
        Ok(Self { id, proof })
    }

    fn of_assertion(form: &ClientFields) -> Result<Self> {
        if form.client_assertion_type != ASSERTION_TYPE {
            return Err(INVALID_REQUEST.into());
        }
        let unread: Assertion = jsonwebtoken::dangerous::insecure_decode_claims(&form.client_assertion)
            .ok()
            .ok_or(INVALID_CLIENT)?;
        if !form.client_id.is_empty() && form.client_id != unread.sub {
            return Err(INVALID_CLIENT.into());
        }
        Ok(Self {
            id: unread.sub,
            proof: Proof::Assertion(form.client_assertion.clone()),
        })
    }
}

/// RFC 6749, 2.3.1: both halves are form-encoded inside the header.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |half: &str| {
        let mut pairs = url::form_urlencoded::parse(half.as_bytes());
        pairs.next().map(|(key, _)| key.into_owned())
    };
    Some((plain(id)?, plain(secret)?))
}

#[derive(Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    nbf: Option<i64>,
    jti: String,
}

/// Whether the proof is good. An assertion's name is still to be spent ([`spend`]).
///
/// # Errors
/// [`INVALID_CLIENT`].
pub(super) fn check(
    client: &Client,
    proof: &Proof,
    issuer: &str,
    now: DateTime<Utc>,
) -> Result<Option<(String, DateTime<Utc>)>> {
    let good = match (Method::of(client), proof) {
        (Some(Method::Public), Proof::None) => Some(None),
        (Some(Method::Secret), Proof::Secret(secret)) => is_secret(client, secret).then_some(None),
        (Some(Method::PrivateKey), Proof::Assertion(assertion)) => {
            read(client, assertion, issuer, now).map(Some)
        }
        _ => None,
    };
    good.ok_or_else(|| INVALID_CLIENT.into())
}

fn is_secret(client: &Client, secret: &str) -> bool {
    let kept = client.secret_hash.as_deref().unwrap_or_default();
    bool::from(token::hash(secret).as_bytes().ct_eq(kept.as_bytes()))
}

/// Reads an assertion; answers under which name it is spent, and until when that is remembered.
fn read(
    client: &Client,
    assertion: &str,
    issuer: &str,
    now: DateTime<Utc>,
) -> Option<(String, DateTime<Utc>)> {
    let header = decode_header(assertion).ok()?;
    if !ALGORITHMS.contains(&header.alg) {
        return None;
    }
    let keys: JwkSet = serde_json::from_str(client.jwks.as_deref()?).ok()?;
    let key = DecodingKey::from_jwk(pick(&keys, header.kid.as_deref())?).ok()?;
    let mut rules = Validation::new(header.alg);
    // Our own clock decides.
    rules.validate_exp = false;
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    rules.set_issuer(&[&client.client_id]);
    rules.set_audience(&[issuer.to_owned(), format!("{issuer}/oidc/token")]);
    let claims = decode::<Assertion>(assertion, &key, &rules).ok()?.claims;
    let now = now.timestamp();
    let begun = |time: Option<i64>| time.is_none_or(|time| time < now + LEEWAY);
    let in_time =
        claims.exp > now - LEEWAY && claims.exp <= now + LONGEST && begun(claims.iat) && begun(claims.nbf);
    let own = claims.iss == client.client_id && claims.sub == client.client_id;
    let until = DateTime::from_timestamp(claims.exp + LEEWAY, 0)?;
    let named = !claims.jti.is_empty() && claims.jti.len() <= 200;
    (in_time && own && named).then(|| {
        (
            token::hash(&format!("{}\n{}", client.client_id, claims.jti)),
            until,
        )
    })
}

/// The key of that name; without a name there must be only one.
fn pick<'a>(keys: &'a JwkSet, kid: Option<&str>) -> Option<&'a Jwk> {
    match kid {
        Some(kid) => keys.find(kid).or_else(|| {
            keys.keys
                .first()
                .filter(|key| keys.keys.len() == 1 && key.common.key_id.is_none())
        }),
        None => keys.keys.first().filter(|_| keys.keys.len() == 1),
    }
}

/// An assertion works once.
///
/// # Errors
/// [`INVALID_CLIENT`] at the second time; faults.
pub(crate) async fn spend(
    tx: &mut HubWrite,
    name: String,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    tx.exempt("oidc_assertion")?;
    tx.delete_where::<assertion::Entity>(assertion::Column::ExpiresAt.lt(now))
        .await?;
    let row = assertion::ActiveModel {
        token_hash: Set(name),
        expires_at: Set(until),
    };
    tx.insert(row).await.on_unique(ONCE, || INVALID_CLIENT)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_shows_one_proof() {
        let form = |id: &str, secret: &str| ClientFields {
            client_id: id.into(),
            client_secret: secret.into(),
            ..ClientFields::default()
        };
        // "o a:s/e%" form-encoded, then Base64.
        let header = format!("Basic {}", STANDARD.encode("o+a:s%2Fe%25"));
        let read = ClientProof::read(Some(&header), &form("", "")).unwrap();
        assert_eq!(
            (read.id.as_str(), read.proof == Proof::Secret("s/e%".into())),
            ("o a", true)
        );
        assert!(ClientProof::read(Some(&header), &form("other", "")).is_err());
        assert!(ClientProof::read(Some(&header), &form("", "s")).is_err());
        assert!(ClientProof::read(Some("Bearer x"), &form("oa", "")).is_err());
        assert!(ClientProof::read(None, &form("oa", "")).unwrap().proof == Proof::None);
        let unknown = ClientFields {
            client_assertion: "x".into(),
            ..ClientFields::default()
        };
        assert!(ClientProof::read(None, &unknown).is_err());
    }
}
