//! The newest hash outside the database.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tracing::warn;

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The newest row.
    pub id: i64,
    /// Its hash.
    pub hash: String,
}

impl Head {
    /// Reads `audit.head`; nothing when it is not there.
    #[must_use]
    pub fn read(file: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(file).ok()?;
        let (id, hash) = text.trim().split_once(' ')?;
        Some(Self {
            id: id.parse().ok()?,
            hash: hash.to_owned(),
        })
    }
}

/// `audit.head`, written after each commit and before its caller goes on. It may lag behind the chain (a process that was
/// killed), never run ahead of it.
pub(crate) struct HeadFile {
    file: PathBuf,
    newest: Mutex<i64>,
}

impl HeadFile {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self {
            file,
            newest: Mutex::new(0),
        }
    }

    /// Two commits may come here in another order than they were made; the newer one stays.
    pub(crate) fn keep(&self, head: &Head) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        // A command beside the server writes the same file.
        let newest_id = Head::read(&self.file).map_or(*newest, |kept| kept.id.max(*newest));
        if head.id <= newest_id {
            return;
        }
        *newest = head.id;
        let part = self
            .file
            .with_extension(format!("head.{}.part", std::process::id()));
        let written = std::fs::write(&part, format!("{} {}\n", head.id, head.hash))
            .and_then(|()| std::fs::rename(&part, &self.file));
        if let Err(error) = written {
            warn!(%error, "The audit head could not be written");
        }
    }
}
