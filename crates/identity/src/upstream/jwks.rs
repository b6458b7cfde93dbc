//! The keys of a provider. Keys of kinds that we do not know are passed over, so that a provider which publishes one
//! more (SM2) goes on working.

use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// Published keys that can check signatures.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Jwk>);

impl Keys {
    /// Reads a key set document.
    #[must_use]
    pub fn read(document: &Value) -> Self {
        let keys = document.get("keys").and_then(Value::as_array);
        let known = keys.into_iter().flatten().filter_map(|key| {
            let jwk: Jwk = serde_json::from_value(key.clone()).ok()?;
            let signs = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
            signs.then_some(jwk)
        });
        Self(known.collect())
    }

    /// The key of a token: by its name, or the only one that fits when the token names none.
    #[must_use]
    pub fn find(&self, kid: Option<&str>, alg: Algorithm) -> Option<DecodingKey> {
        let mut fitting = self.0.iter().filter(|jwk| {
            let named = kid.is_none_or(|kid| jwk.common.key_id.as_deref() == Some(kid));
            let meant = jwk
                .common
                .key_algorithm
                .is_none_or(|meant| meant == KeyAlgorithm::from(alg));
            named && meant
        });
        let one = fitting.next()?;
        if kid.is_none() && fitting.next().is_some() {
            return None;
        }
        DecodingKey::from_jwk(one).ok()
    }

    /// Whether there is a key of that name.
    #[must_use]
    pub fn names(&self, kid: Option<&str>) -> bool {
        match kid {
            Some(kid) => self.0.iter().any(|jwk| jwk.common.key_id.as_deref() == Some(kid)),
            None => !self.0.is_empty(),
        }
    }
}
