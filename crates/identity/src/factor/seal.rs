//! Secrets at rest, TOTP secrets and signing keys: AES-256-GCM under keys derived from the box's secret, bound to the person or
//! to the key's name, so that a row copied elsewhere opens nothing. A dump of the database alone tells no secret.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use kernel::{Error, Result, Uid};
use std::sync::Arc;

/// Names algorithm and key, so that a later one can stand beside it.
const FORM: &str = "1.";

/// Seals and opens secrets, each kind under a key of its own. Cheap to clone.
#[derive(Clone)]
pub struct Sealer(Arc<Keys>);

struct Keys {
    factors: RandomizedNonceKey,
    signing: RandomizedNonceKey,
    marks: hmac::Key,
}

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
        let derived = |what: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), what);
        let key =
            |what: &[u8]| RandomizedNonceKey::new(&AES_256_GCM, derived(what).as_ref()).map_err(Error::fault);
        Ok(Self(Arc::new(Keys {
            factors: key(b"zisha second factor 1")?,
            signing: key(b"zisha signing key 1")?,
            marks: hmac::Key::new(hmac::HMAC_SHA256, derived(b"zisha mark 1").as_ref()),
        })))
    }

    /// Seals a person's secret.
    ///
    /// # Errors
    /// Faults.
    pub fn seal(&self, person: Uid, secret: &[u8]) -> Result<String> {
        seal(&self.0.factors, &format!("totp {person}"), secret)
    }

    /// Opens it again.
    ///
    /// # Errors
    /// A fault when it was sealed for somebody else or on another box.
    pub fn open(&self, person: Uid, sealed: &str) -> Result<Vec<u8>> {
        open(&self.0.factors, &format!("totp {person}"), sealed)
    }

    /// Seals the private half of a signing key.
    ///
    /// # Errors
    /// Faults.
    pub fn seal_key(&self, kid: &str, private: &[u8]) -> Result<String> {
        seal(&self.0.signing, &format!("key {kid}"), private)
    }

    /// Opens it again.
    ///
    /// # Errors
    /// A fault when it belongs to another key or another box.
    pub fn open_key(&self, kid: &str, sealed: &str) -> Result<Vec<u8>> {
        open(&self.0.signing, &format!("key {kid}"), sealed)
    }

    /// Whether a text was sealed; an earlier program kept signing keys in the clear.
    #[must_use]
    pub fn is_sealed(text: &str) -> bool {
        text.starts_with(FORM)
    }

    /// A mark that only this box makes of these words.
    #[must_use]
    pub fn mark(&self, words: &[&str]) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0.marks, &joined(words)))
    }

    /// Whether this box made the mark of these words, in constant time.
    #[must_use]
    pub fn is_mark(&self, words: &[&str], mark: &str) -> bool {
        let mark = URL_SAFE_NO_PAD.decode(mark).unwrap_or_default();
        hmac::verify(&self.0.marks, &joined(words), &mark).is_ok()
    }
}

/// Words in a form that no others have.
fn joined(words: &[&str]) -> Vec<u8> {
    let mut all = Vec::new();
    for word in words {
        all.extend_from_slice(&u64::try_from(word.len()).unwrap_or(u64::MAX).to_be_bytes());
        all.extend_from_slice(word.as_bytes());
    }
    all
}

fn seal(key: &RandomizedNonceKey, bound: &str, secret: &[u8]) -> Result<String> {
    let mut bytes = secret.to_vec();
    let nonce = key
        .seal_in_place_append_tag(Aad::from(bound.as_bytes()), &mut bytes)
        .map_err(Error::fault)?;
    let mut all = nonce.as_ref().to_vec();
    all.extend_from_slice(&bytes);
    Ok(format!("{FORM}{}", STANDARD_NO_PAD.encode(all)))
}

fn open(key: &RandomizedNonceKey, bound: &str, sealed: &str) -> Result<Vec<u8>> {
    let other = || Error::fault("a secret was sealed with another key");
    let text = sealed.strip_prefix(FORM).ok_or_else(other)?;
    let mut all = STANDARD_NO_PAD.decode(text).map_err(Error::fault)?;
    if all.len() < NONCE_LEN {
        return Err(other());
    }
    let mut bytes = all.split_off(NONCE_LEN);
    let nonce = Nonce::try_assume_unique_for_key(&all).map_err(Error::fault)?;
    let plain = key.open_in_place(nonce, Aad::from(bound.as_bytes()), &mut bytes);
    Ok(plain.ok().ok_or_else(other)?.to_vec())
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

    #[test]
    fn kinds_do_not_open_each_other_and_marks_are_of_their_words() {
        let sealer = Sealer::new(&[1; 32]).unwrap();
        let sealed = sealer.seal_key("kid", b"private").unwrap();
        assert_eq!(sealer.open_key("kid", &sealed).unwrap(), b"private");
        assert!(sealer.open_key("other", &sealed).is_err());
        assert!(Sealer::is_sealed(&sealed) && !Sealer::is_sealed("MC4CAQAw"));
        let mark = sealer.mark(&["ab", "c"]);
        assert!(sealer.is_mark(&["ab", "c"], &mark));
        assert!(!sealer.is_mark(&["a", "bc"], &mark) && !sealer.is_mark(&["ab", "c"], ""));
        assert!(!Sealer::new(&[2; 32]).unwrap().is_mark(&["ab", "c"], &mark));
    }
}
