//! Contacts at rest. The database keeps a keyed hash (to find an account by what is typed) and the contact sealed with
//! AES-256-GCM (to reach the citizen). The key lies in the data folder, not in the database: a dump of the database, or
//! its administrator, learns no number and cannot try out all eleven digits either.

use super::{Contact, Kind};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;
use std::path::Path;
use std::sync::Arc;

/// Seals, opens and finds contacts. Cheap to clone.
#[derive(Clone)]
pub struct Cipher(Arc<Inner>);

struct Inner {
    seal: LessSafeKey,
    find: hmac::Key,
    code: hmac::Key,
    name: String,
}

/// A contact as rows keep it.
#[derive(Clone)]
pub struct Sealed {
    /// Keyed hash.
    pub lookup: String,
    /// Nonce and cipher text.
    pub text: String,
    /// Algorithm and key.
    pub cipher: String,
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Reads the key of this box's contacts, made at the first start with mode 0600. It belongs into the backup: without
/// it nobody of the citizens can sign in any more.
///
/// # Errors
/// Faults of the disk.
pub fn contact_key(data: &Path) -> Result<[u8; 32]> {
    use std::io::Write;
    std::fs::create_dir_all(data)?;
    let file = data.join("contact.key");
    if !file.exists() {
        let mut key = [0u8; 32];
        SysRng.try_fill_bytes(&mut key).map_err(Error::fault)?;
        let part = data.join(format!("contact.key.{}", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&part)?;
        out.write_all(&key)?;
        out.sync_all()?;
        // Two processes at their first start: whoever is first is right.
        if let Err(error) = std::fs::hard_link(&part, &file)
            && !file.exists()
        {
            return Err(error.into());
        }
        std::fs::remove_file(&part)?;
    }
    let bytes = std::fs::read(&file)?;
    bytes
        .try_into()
        .map_err(|_bytes: Vec<u8>| Error::fault("contact.key has another length than 32 bytes"))
}

impl Cipher {
    /// Keys for three purposes from one.
    ///
    /// # Errors
    /// Faults.
    pub fn new(key: &[u8; 32]) -> Result<Self> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"zisha citizen");
        let root = salt.extract(key);
        let derive = |purpose: &[u8]| -> Result<[u8; 32]> {
            let mut out = [0u8; 32];
            root.expand(&[purpose], Length(32))
                .and_then(|okm| okm.fill(&mut out))
                .map_err(Error::fault)?;
            Ok(out)
        };
        let seal = UnboundKey::new(&AES_256_GCM, &derive(b"seal")?).map_err(Error::fault)?;
        let name: String = derive(b"name")?
            .iter()
            .take(4)
            .map(|b| format!("{b:02x}"))
            .collect();
        Ok(Self(Arc::new(Inner {
            seal: LessSafeKey::new(seal),
            find: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"find")?),
            code: hmac::Key::new(hmac::HMAC_SHA256, &derive(b"code")?),
            name: format!("aes-256-gcm {name}"),
        })))
    }

    /// What finds a contact.
    #[must_use]
    pub fn lookup(&self, contact: &Contact) -> String {
        hex(hmac::sign(
            &self.0.find,
            format!("{}:{}", contact.kind().key(), contact.as_str()).as_bytes(),
        )
        .as_ref())
    }

    /// Whatever else is to be counted without being known (an address, a target).
    #[must_use]
    pub fn key_of(&self, kind: &str, what: &str) -> String {
        hex(hmac::sign(&self.0.find, format!("{kind}\0{what}").as_bytes()).as_ref())
    }

    /// The hash of a code under its ticket: worthless without the box's key.
    #[must_use]
    pub fn code(&self, ticket: &str, code: &str) -> String {
        hex(hmac::sign(&self.0.code, format!("{ticket}:{code}").as_bytes()).as_ref())
    }

    /// Seals a contact. Its kind is bound to it.
    ///
    /// # Errors
    /// Faults.
    pub fn seal(&self, contact: &Contact) -> Result<Sealed> {
        Ok(Sealed {
            lookup: self.lookup(contact),
            text: self.seal_text(contact.kind().key(), contact.as_str())?,
            cipher: self.0.name.clone(),
        })
    }

    /// Opens a contact.
    ///
    /// # Errors
    /// A fault when it was sealed with another key or changed.
    pub fn open(&self, kind: &str, sealed: &str, cipher: &str) -> Result<Contact> {
        if cipher != self.0.name {
            return Err(Error::fault(format!(
                "a contact was sealed with {cipher}, but contact.key is {}",
                self.0.name
            )));
        }
        let kind = Kind::parse(kind).ok_or_else(|| Error::fault("a contact of an unknown kind"))?;
        Ok(Contact::known(kind, self.open_text(kind.key(), sealed)?))
    }

    pub(super) fn seal_text(&self, bound_to: &str, text: &str) -> Result<String> {
        let mut nonce = [0u8; 12];
        SysRng.try_fill_bytes(&mut nonce).map_err(Error::fault)?;
        let mut bytes = text.as_bytes().to_vec();
        self.0
            .seal
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to.as_bytes()),
                &mut bytes,
            )
            .map_err(Error::fault)?;
        let mut whole = nonce.to_vec();
        whole.append(&mut bytes);
        Ok(STANDARD.encode(whole))
    }

    pub(super) fn open_text(&self, bound_to: &str, sealed: &str) -> Result<String> {
        let whole = STANDARD.decode(sealed).map_err(Error::fault)?;
        let (nonce, rest) = whole
            .split_at_checked(12)
            .ok_or_else(|| Error::fault("a sealed text is cut off"))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(Error::fault)?;
        let mut bytes = rest.to_vec();
        let text = self
            .0
            .seal
            .open_in_place(nonce, Aad::from(bound_to.as_bytes()), &mut bytes)
            .map_err(Error::fault)?;
        String::from_utf8(text.to_vec()).map_err(Error::fault)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_contact_is_read_by_its_key_alone() {
        let contact = Contact::parse("13800138000").unwrap();
        let (one, other) = (Cipher::new(&[1; 32]).unwrap(), Cipher::new(&[2; 32]).unwrap());
        let sealed = one.seal(&contact).unwrap();
        assert!(!sealed.text.contains("138") && sealed.lookup.len() == 64);
        assert_eq!(one.open("phone", &sealed.text, &sealed.cipher).unwrap(), contact);
        assert!(other.open("phone", &sealed.text, &sealed.cipher).is_err());
        assert!(
            one.open("mail", &sealed.text, &sealed.cipher).is_err(),
            "bound to its kind"
        );
        assert_ne!(one.lookup(&contact), other.lookup(&contact));
        assert_ne!(
            sealed.text,
            one.seal(&contact).unwrap().text,
            "a nonce of its own"
        );
        assert!(one.open_text("phone", "AAAA").is_err());
    }

    #[test]
    fn a_key_is_made_once_and_kept() {
        let folder = std::env::temp_dir().join(format!("zisha-contact-{}", std::process::id()));
        let first = contact_key(&folder).unwrap();
        assert_eq!(contact_key(&folder).unwrap(), first);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
