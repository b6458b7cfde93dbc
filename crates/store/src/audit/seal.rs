//! Seals: without the key in the data folder nobody who reaches only the database can write a row that passes.

use super::hash::hex;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Error, Result};
use sha2::Sha256;
use std::io::Write;
use std::path::Path;

/// The key of this box: 32 bytes in `audit.key`.
#[derive(Clone)]
pub(crate) struct SealKey {
    key: [u8; 32],
    id: String,
}

/// What a seal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seal {
    /// Ours, and right.
    Right,
    /// Ours, and wrong, or no seal at all.
    Wrong,
    /// Of a key that is not here.
    Foreign,
}

impl SealKey {
    /// Reads the key, or makes it.
    pub(crate) fn open(data: &Path) -> Result<Self> {
        let file = data.join("audit.key");
        let bytes = match std::fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&file)?,
            Err(error) => return Err(error.into()),
        };
        let key: [u8; 32] = bytes
            .try_into()
            .map_err(|_bytes: Vec<u8>| Error::fault("audit.key has another length than 32 bytes"))?;
        let mut sealed = Self {
            key,
            id: String::new(),
        };
        // Which key it is may be told; it says nothing about the key.
        sealed.id = sealed
            .mac("zisha audit key")
            .get(..8)
            .unwrap_or_default()
            .to_owned();
        Ok(sealed)
    }

    fn mac(&self, text: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else {
            return String::new(); // HMAC takes keys of any length
        };
        mac.update(text.as_bytes());
        hex(&mac.finalize().into_bytes())
    }

    pub(super) fn seal(&self, hash: &str) -> String {
        format!("{}:{}", self.id, self.mac(hash))
    }

    pub(super) fn check(&self, hash: &str, seal: Option<&str>) -> Seal {
        match seal.and_then(|seal| seal.split_once(':')) {
            Some((id, _)) if id != self.id => Seal::Foreign,
            Some((_, mac)) if mac == self.mac(hash) => Seal::Right,
            Some(_) | None => Seal::Wrong,
        }
    }
}

/// Two processes that begin at once must end with one key: the file appears whole and only once.
fn make(file: &Path) -> Result<Vec<u8>> {
    let mut key = Vec::with_capacity(32);
    key.extend_from_slice(uuid::Uuid::new_v4().as_bytes());
    key.extend_from_slice(uuid::Uuid::new_v4().as_bytes());
    // Two v4 uuids fix a few bits; hashing spreads what they hold over the whole key.
    let key = <Sha256 as sha2::Digest>::digest(&key).to_vec();
    let part = file.with_extension(format!("{}.part", uuid::Uuid::new_v4().simple()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(&part)?;
    out.write_all(&key)?;
    out.sync_all()?;
    let linked = std::fs::hard_link(&part, file);
    std::fs::remove_file(&part)?;
    match linked {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(std::fs::read(file)?),
        Err(error) => Err(error.into()),
    }
}
