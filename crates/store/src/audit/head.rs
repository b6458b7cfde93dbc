//! The newest hash outside the database.

use std::path::{Path, PathBuf};
use tokio::sync::watch;
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

/// Writes each new head to `file`. It may lag behind the chain, never run ahead of it.
pub(crate) async fn keep_head(file: PathBuf, mut heads: watch::Receiver<Option<Head>>) {
    while heads.changed().await.is_ok() {
        let Some(head) = heads.borrow_and_update().clone() else {
            continue;
        };
        let target = file.clone();
        let written = tokio::task::spawn_blocking(move || {
            let part = target.with_extension("head.part");
            std::fs::write(&part, format!("{} {}\n", head.id, head.hash))?;
            std::fs::rename(&part, &target)
        });
        if let Ok(Err(error)) = written.await {
            warn!(%error, "The audit head could not be written");
        }
    }
}
