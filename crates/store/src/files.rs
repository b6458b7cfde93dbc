//! Files by content: a name is the SHA-256 of the bytes, so a file never changes and writing twice is writing once.

use bytes::Bytes;
use kernel::{Error, Result};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

/// The files of one box, in a local folder or an object store.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// Files in a local folder.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn local(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(Error::fault)?;
        Ok(Self {
            store: Arc::new(store),
        })
    }

    /// The SHA-256 of some bytes, hex.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> String {
        Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Stores bytes under `area` and answers their hash.
    ///
    /// # Errors
    /// [`Error::ReadOnly`] on a full disk; faults.
    pub async fn put(&self, area: &str, bytes: Bytes) -> Result<String> {
        let hash = Self::hash(&bytes);
        let key = key(area, &hash);
        if self.store.head(&key).await.is_err() {
            self.store.put(&key, bytes.into()).await.map_err(sort)?;
        }
        Ok(hash)
    }

    /// Whether there are bytes under a hash.
    ///
    /// # Errors
    /// Faults.
    pub async fn has(&self, area: &str, hash: &str) -> Result<bool> {
        match self.store.head(&key(area, hash)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(other) => Err(sort(other)),
        }
    }

    /// Takes bytes away. Only for an area in which no two rows name the same bytes.
    ///
    /// # Errors
    /// Faults; none when they are gone already.
    pub async fn remove(&self, area: &str, hash: &str) -> Result<()> {
        match self.store.delete(&key(area, hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(other) => Err(sort(other)),
        }
    }

    /// The bytes under a hash.
    ///
    /// # Errors
    /// [`Error::NotFound`]; faults.
    pub async fn get(&self, area: &str, hash: &str) -> Result<Bytes> {
        let found = self.store.get(&key(area, hash)).await.map_err(sort)?;
        found.bytes().await.map_err(sort)
    }
}

fn key(area: &str, hash: &str) -> Key {
    let (a, b) = (hash.get(..2).unwrap_or("00"), hash.get(2..4).unwrap_or("00"));
    Key::from(format!("{area}/{a}/{b}/{hash}"))
}

fn sort(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        other => {
            let text = format!("{other:?}");
            if text.contains("StorageFull") || text.contains("os error 28") {
                return Error::ReadOnly("磁盘已满".into());
            }
            Error::fault(other)
        }
    }
}
