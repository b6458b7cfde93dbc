//! Codes and the key under which they are kept.

use super::Submission;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Error, Result, SiteId};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Letters and digits that nobody takes for one another on paper or on the telephone.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// 50 bits.
const LENGTH: usize = 10;

/// A code as the writer has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A new one.
    ///
    /// # Errors
    /// A fault when the system gives no randomness.
    pub fn random() -> Result<Self> {
        let mut bytes = [0u8; LENGTH];
        SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
        Ok(Self::spell(&bytes))
    }

    /// The code of what one form brought: the same form has the same code, and nobody without the box's key finds it.
    ///
    /// # Errors
    /// As [`CodeKey::seal`].
    pub fn of(key: &CodeKey, site: SiteId, form: &Submission) -> Result<Self> {
        let bytes = key.mac(&[
            b"letter form",
            site.to_string().as_bytes(),
            form.as_str().as_bytes(),
        ])?;
        Ok(Self::spell(bytes.get(..LENGTH).unwrap_or_default()))
    }

    fn spell(bytes: &[u8]) -> Self {
        let letters = bytes
            .iter()
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
        Self(letters.map(|byte| char::from(*byte)).collect())
    }

    /// What somebody typed, with blanks, hyphens and small letters taken as meant.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let letters = typed.chars().filter(char::is_ascii_alphanumeric);
        Self(letters.take(2 * LENGTH).map(|c| c.to_ascii_uppercase()).collect())
    }

    /// As it is printed: two groups.
    #[must_use]
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at_checked(LENGTH / 2).unwrap_or((&self.0, ""));
        format!("{first}-{second}")
    }
}

/// The key of this box for codes. The database keeps only what it makes of a code.
#[derive(Clone)]
pub struct CodeKey([u8; 32]);

impl CodeKey {
    /// From the box's secret.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(*secret)
    }

    /// What the database keeps. The letter's number is part of it, so that equal codes look different.
    ///
    /// # Errors
    /// Never with a key of this length; a fault otherwise.
    pub fn seal(&self, what: &str, code: &Code) -> Result<String> {
        let bytes = self.mac(&[b"letter code", what.as_bytes(), code.0.as_bytes()])?;
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A word that only this box makes of these parts, in hexadecimal; none of them may hold a zero byte.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub(crate) fn word(&self, parts: &[&str]) -> Result<String> {
        let mut all: Vec<&[u8]> = vec![b"letter word"];
        all.extend(parts.iter().map(|part| part.as_bytes()));
        let bytes = self.mac(&all)?;
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A keyed hash of parts none of which holds a zero byte but the last.
    fn mac(&self, parts: &[&[u8]]) -> Result<Vec<u8>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(Error::fault)?;
        for (n, part) in parts.iter().enumerate() {
            if n > 0 {
                mac.update(b"\0");
            }
            mac.update(part);
        }
        Ok(mac.finalize().into_bytes().to_vec())
    }

    /// Whether it is the code, in constant time.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub fn fits(&self, what: &str, code: &Code, kept: &str) -> Result<bool> {
        let sealed = self.seal(what, code)?;
        Ok(bool::from(sealed.as_bytes().ct_eq(kept.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::random().unwrap();
        let printed = code.shown();
        assert_eq!(printed.len(), LENGTH + 1);
        for typed in [
            printed.clone(),
            printed.to_lowercase(),
            printed.replace('-', "  "),
        ] {
            assert_eq!(Code::read(&typed), code);
        }
        assert_ne!(Code::random().unwrap(), code);
    }

    #[test]
    fn the_same_form_has_the_same_code_on_its_site_and_box_alone() {
        let (key, form) = (CodeKey::new(&[1; 32]), Submission::random().unwrap());
        let code = Code::of(&key, SiteId(1), &form).unwrap();
        assert_eq!(Code::of(&key, SiteId(1), &form).unwrap(), code);
        assert_eq!(code.0.len(), LENGTH);
        for other in [
            Code::of(&key, SiteId(2), &form).unwrap(),
            Code::of(&CodeKey::new(&[2; 32]), SiteId(1), &form).unwrap(),
            Code::of(&key, SiteId(1), &Submission::random().unwrap()).unwrap(),
        ] {
            assert_ne!(other, code);
        }
    }

    #[test]
    fn what_is_kept_fits_this_letter_and_this_box_alone() {
        let (key, other) = (CodeKey::new(&[1; 32]), CodeKey::new(&[2; 32]));
        let code = Code::random().unwrap();
        let kept = key.seal("20261122-1-7", &code).unwrap();
        assert!(!kept.contains(&code.0));
        assert!(key.fits("20261122-1-7", &code, &kept).unwrap());
        assert!(!key.fits("20261122-1-8", &code, &kept).unwrap());
        assert!(!other.fits("20261122-1-7", &code, &kept).unwrap());
        assert!(!key.fits("20261122-1-7", &Code::read(""), &kept).unwrap());
    }
}
