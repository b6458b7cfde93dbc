//! TOTP secrets at rest: AES-256-GCM under a key derived from the box's secret, bound to the person, so that a row copied
//! to somebody else opens nothing. A dump of the database alone tells no secret.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use kernel::{Error, Result, Uid};
use std::sync::Arc;

/// Names algorithm and key, so that a later one can stand beside it.
const FORM: &str = "1.";

/// Seals and opens secrets. Cheap to clone.
#[derive(Clone)]
pub struct Sealer(Arc<RandomizedNonceKey>);

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// The sealer of a box with this secret.
    ///
    /// # Errors
    /// Never with 32 bytes.
    pub fn new(secret: &[u8; 32]) -> Result<Self> {
        let derived = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, secret),
            b"zisha second factor 1",
        );
        let key = RandomizedNonceKey::new(&AES_256_GCM, derived.as_ref()).map_err(Error::fault)?;
        Ok(Self(Arc::new(key)))
    }

    /// Seals a person's secret.
    ///
    /// # Errors
    /// Faults.
    pub fn seal(&self, person: Uid, secret: &[u8]) -> Result<String> {
        let mut bytes = secret.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(bound(person)), &mut bytes)
            .map_err(Error::fault)?;
        let mut all = nonce.as_ref().to_vec();
        all.extend_from_slice(&bytes);
        Ok(format!("{FORM}{}", STANDARD_NO_PAD.encode(all)))
    }

    /// Opens it again.
    ///
    /// # Errors
    /// A fault when it was sealed for somebody else or on another box.
    pub fn open(&self, person: Uid, sealed: &str) -> Result<Vec<u8>> {
        let other = || Error::fault("a second factor was sealed with another key");
        let text = sealed.strip_prefix(FORM).ok_or_else(other)?;
        let mut all = STANDARD_NO_PAD.decode(text).map_err(Error::fault)?;
        if all.len() < NONCE_LEN {
            return Err(other());
        }
        let mut bytes = all.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&all).map_err(Error::fault)?;
        let plain = self.0.open_in_place(nonce, Aad::from(bound(person)), &mut bytes);
        Ok(plain.ok().ok_or_else(other)?.to_vec())
    }
}

fn bound(person: Uid) -> Vec<u8> {
    format!("totp {person}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_for_its_person_on_its_box_alone() {
        let (box_one, box_two) = (Sealer::new(&[1; 32]).unwrap(), Sealer::new(&[2; 32]).unwrap());
        let (me, you) = (
            Uid::at("2026-11-22T01:00:00Z".parse().unwrap()),
            Uid::at("2026-11-22T01:00:01Z".parse().unwrap()),
        );
        let sealed = box_one.seal(me, b"twenty bytes of rand").unwrap();
        assert_eq!(box_one.open(me, &sealed).unwrap(), b"twenty bytes of rand");
        assert!(box_one.open(you, &sealed).is_err());
        assert!(box_two.open(me, &sealed).is_err());
        assert!(box_one.open(me, "1.AAAA").is_err() && box_one.open(me, "").is_err());
        assert_ne!(sealed, box_one.seal(me, b"twenty bytes of rand").unwrap());
    }
}
