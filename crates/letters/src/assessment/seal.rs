//! The seal under an assessment: the digest of its frozen text, signed with this box's Ed25519 key.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Error, Result};
use serde::Serialize;
use sha2::Sha256;
use store::Files;

/// What the key is made for; another purpose has another key.
const PURPOSE: &[u8] = b"zisha letters assessment 1";

/// The key of this box for assessments, made from its secret.
#[derive(Clone)]
pub struct SealKey([u8; 32]);

/// Digest, signature and the key that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seal {
    /// SHA-256 of the text, hex.
    pub digest: String,
    /// Ed25519 over the digest's letters, base64.
    pub signature: String,
    /// The public key, base64.
    pub public_key: String,
}

impl SealKey {
    /// From the box's secret.
    ///
    /// # Errors
    /// Never with a key of this length.
    pub fn new(secret: &[u8; 32]) -> Result<Self> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(Error::fault)?;
        mac.update(PURPOSE);
        Ok(Self(mac.finalize().into_bytes().into()))
    }

    /// Seals a text.
    ///
    /// # Errors
    /// A fault of the library.
    pub fn seal(&self, text: &str) -> Result<Seal> {
        let pair = Ed25519KeyPair::from_seed_unchecked(&self.0).map_err(Error::fault)?;
        let digest = Files::hash(text.as_bytes());
        Ok(Seal {
            signature: STANDARD.encode(pair.sign(digest.as_bytes())),
            public_key: STANDARD.encode(pair.public_key().as_ref()),
            digest,
        })
    }

    /// Whether it is this key's seal of a text. The key that stands beside a text proves nothing: who changes the one can put
    /// an own one there. A text has one seal of a key, so it is made again.
    ///
    /// # Errors
    /// A fault of the library.
    pub fn holds(&self, seal: &Seal, text: &str) -> Result<bool> {
        Ok(self.seal(text)? == *seal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_holds_for_its_text_and_its_key_alone() {
        let key = SealKey::new(&[7; 32]).unwrap();
        let seal = key.seal("2026-W10").unwrap();
        assert!(key.holds(&seal, "2026-W10").unwrap() && !key.holds(&seal, "2026-W11").unwrap());
        let other = SealKey::new(&[8; 32]).unwrap().seal("2026-W10").unwrap();
        assert_ne!(other.public_key, seal.public_key);
        assert!(
            !key.holds(&other, "2026-W10").unwrap(),
            "signed again by somebody else"
        );
        assert_eq!(key.seal("2026-W10").unwrap(), seal);
    }
}
