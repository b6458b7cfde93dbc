//! The seal under an assessment: the digest of its frozen text, signed with this box's Ed25519 key.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
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
}

impl Seal {
    /// Whether it is the seal of a text.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let (Ok(key), Ok(signature)) = (
            STANDARD.decode(&self.public_key),
            STANDARD.decode(&self.signature),
        ) else {
            return false;
        };
        let key = UnparsedPublicKey::new(&ED25519, key);
        Files::hash(text.as_bytes()) == self.digest && key.verify(self.digest.as_bytes(), &signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_holds_for_its_text_and_its_key_alone() {
        let key = SealKey::new(&[7; 32]).unwrap();
        let seal = key.seal("2026-W10").unwrap();
        assert!(seal.holds("2026-W10") && !seal.holds("2026-W11"));
        let other = SealKey::new(&[8; 32]).unwrap().seal("2026-W10").unwrap();
        assert_ne!(other.public_key, seal.public_key);
        let forged = Seal {
            public_key: other.public_key,
            ..seal.clone()
        };
        assert!(!forged.holds("2026-W10"));
        assert_eq!(key.seal("2026-W10").unwrap(), seal);
    }
}
