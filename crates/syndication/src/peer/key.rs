//! Keys and seals: a request names its sender, its receiver, its time and the digest of its body, signed by EdDSA.

use crate::refusals::{PEER_DIGEST, PEER_SIGNATURE, PEER_WINDOW};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::{Error, Result, Uid};
use serde::{Deserialize, Serialize};
use store::Files;

/// The `typ` of a seal.
const TYPE: &str = "zisha-peer+jwt";
/// How far the clocks of two boxes may differ, and how long a seal lives.
pub(super) const WINDOW: Duration = Duration::minutes(5);

/// What a seal says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seal {
    /// Who sends.
    pub iss: Uid,
    /// For whom.
    pub aud: Uid,
    /// When it was made, seconds.
    pub iat: i64,
    /// When it ends, seconds.
    pub exp: i64,
    /// Its number; counts once.
    pub jti: Uid,
    /// SHA-256 of the body, hex.
    pub digest: String,
}

impl Seal {
    /// A seal over a body that is sent now.
    #[must_use]
    pub fn over(iss: Uid, aud: Uid, body: &[u8], now: DateTime<Utc>) -> Self {
        Self {
            iss,
            aud,
            iat: now.timestamp(),
            exp: (now + WINDOW).timestamp(),
            jti: Uid(uuid::Uuid::new_v4()),
            digest: Files::hash(body),
        }
    }
}

/// Our half of a pairing's keys.
#[derive(Clone)]
pub struct OwnKey {
    private: EncodingKey,
    kept: String,
}

impl OwnKey {
    /// A new key.
    ///
    /// # Errors
    /// Faults.
    pub fn make() -> Result<Self> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).map_err(Error::fault)?;
        Self::read(&STANDARD.encode(pkcs8.as_ref()))
    }

    /// A key as it is kept.
    ///
    /// # Errors
    /// Faults.
    pub fn read(kept: &str) -> Result<Self> {
        let pkcs8 = STANDARD.decode(kept).map_err(Error::fault)?;
        Ok(Self {
            private: EncodingKey::from_ed_der(&pkcs8),
            kept: kept.to_owned(),
        })
    }

    /// As it is kept.
    #[must_use]
    pub fn kept(&self) -> &str {
        &self.kept
    }

    /// The public half.
    ///
    /// # Errors
    /// Faults.
    pub fn public(&self) -> Result<serde_json::Value> {
        let mut jwk = Jwk::from_encoding_key(&self.private, Algorithm::EdDSA).map_err(Error::fault)?;
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        serde_json::to_value(&jwk).map_err(Error::fault)
    }

    /// Signs a seal.
    ///
    /// # Errors
    /// Faults.
    pub fn sign(&self, seal: &Seal) -> Result<String> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(seal.iss.to_string());
        jsonwebtoken::encode(&header, seal, &self.private).map_err(Error::fault)
    }
}

/// Who says to have signed a token; unproven.
pub(super) fn named(token: &str) -> Option<Uid> {
    jsonwebtoken::decode_header(token).ok()?.kid?.parse().ok()
}

/// Whether a public key can be used.
pub(super) fn is_key(jwk: &serde_json::Value) -> bool {
    let key: Option<Jwk> = serde_json::from_value(jwk.clone()).ok();
    key.is_some_and(|key| DecodingKey::from_jwk(&key).is_ok() && is_ed25519(&key))
}

fn is_ed25519(key: &Jwk) -> bool {
    use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve};
    matches!(&key.algorithm, AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519)
}

/// Reads a seal that `key` signed from `iss` to `aud` over `body`.
///
/// # Errors
/// `peer.signature`, `peer.window`, `peer.digest`.
pub(super) fn open(
    token: &str,
    key: &str,
    (iss, aud): (Uid, Uid),
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<Seal> {
    let key: Jwk = serde_json::from_str(key).map_err(Error::fault)?;
    let key = DecodingKey::from_jwk(&key).map_err(Error::fault)?;
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_audience(&[aud.to_string()]);
    rules.set_issuer(&[iss.to_string()]);
    rules.set_required_spec_claims(&["iss", "aud", "exp"]);
    // The window below is judged by the security clock, which a test may hold in its hand.
    rules.validate_exp = false;
    let Ok(read) = jsonwebtoken::decode::<Seal>(token, &key, &rules) else {
        return Err(PEER_SIGNATURE.into());
    };
    let seal = read.claims;
    let (now, window) = (now.timestamp(), WINDOW.num_seconds());
    if (now - seal.iat).abs() > window || seal.exp < now || seal.exp > seal.iat.saturating_add(window) {
        return Err(PEER_WINDOW.into());
    }
    if seal.digest != Files::hash(body) {
        return Err(PEER_DIGEST.into());
    }
    Ok(seal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(result: Result<Seal>) -> &'static str {
        match result {
            Err(Error::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_seal_counts_for_its_body_its_receiver_and_its_time() {
        let (ours, theirs) = (OwnKey::make().unwrap(), OwnKey::make().unwrap());
        let (iss, aud) = (Uid(uuid::Uuid::new_v4()), Uid(uuid::Uuid::new_v4()));
        let now = kernel::beijing::parse("2026-11-22 12:00").unwrap();
        let seal = Seal::over(iss, aud, b"batch", now);
        let token = ours.sign(&seal).unwrap();
        assert_eq!(named(&token), Some(iss));
        let (public, other) = (ours.public().unwrap(), theirs.public().unwrap());
        assert!(is_key(&public));
        let (public, other) = (public.to_string(), other.to_string());
        let open = |key: &str, ends, body: &[u8], at| open(&token, key, ends, body, at);
        assert_eq!(open(&public, (iss, aud), b"batch", now).unwrap().jti, seal.jti);
        assert_eq!(
            refusal(open(&other, (iss, aud), b"batch", now)),
            PEER_SIGNATURE.code
        );
        assert_eq!(
            refusal(open(&public, (iss, iss), b"batch", now)),
            PEER_SIGNATURE.code
        );
        assert_eq!(
            refusal(open(&public, (iss, aud), b"other", now)),
            PEER_DIGEST.code
        );
        for late in [Duration::minutes(6), Duration::minutes(-6)] {
            assert_eq!(
                refusal(open(&public, (iss, aud), b"batch", now + late)),
                PEER_WINDOW.code
            );
        }
        // Unsigned, or signed by the public key as a shared secret.
        let secret = EncodingKey::from_secret(public.as_bytes());
        let forged = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &seal, &secret).unwrap();
        assert_eq!(
            refusal(super::open(&forged, &public, (iss, aud), b"batch", now)),
            PEER_SIGNATURE.code
        );
    }
}
