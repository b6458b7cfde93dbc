//! The right to write, and the writer.

use super::draft::{Draft, Queue, weight};
use super::generation::{self, Generation};
use super::{Change, Cursor, fault};
use kernel::{Error, Result};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tantivy::{IndexWriter, Term};

/// The lock of the whole index directory; dropped with the process.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes it or answers `Busy`: another process writes.
    pub(super) fn take(root: &Path) -> Result<Self> {
        let file = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(root.join("writer.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy(Duration::from_secs(1))),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// Writes into one generation.
pub(super) struct Writer {
    inner: IndexWriter<Draft>,
    queue: Arc<Queue>,
    pub(super) generation: Arc<Generation>,
}

impl Writer {
    pub(super) fn new(generation: Arc<Generation>) -> Result<Self> {
        Ok(Self {
            inner: generation.writer()?,
            queue: Arc::default(),
            generation,
        })
    }

    /// Takes the changes; nobody sees them before the commit.
    pub(super) fn stage(&self, changes: &[Change]) -> Result<()> {
        for change in changes {
            match change {
                Change::Put(document) if !document.places.is_empty() => {
                    self.delete(document.uid);
                    self.add(document)?;
                }
                Change::Put(document) => self.delete(document.uid),
                Change::More(document) if !document.places.is_empty() => self.add(document)?,
                Change::More(_) => {}
                Change::Remove(uid) => self.delete(*uid),
            }
        }
        Ok(())
    }

    /// Adds without looking for an older one: only for a generation that has none.
    pub(super) fn add(&self, document: &kernel::document::Document) -> Result<()> {
        let ticket = self.queue.enter(weight(document));
        let inner = self.generation.fields.write(document)?;
        self.inner
            .add_document(Draft {
                inner,
                _ticket: ticket,
            })
            .map_err(fault)?;
        Ok(())
    }

    fn delete(&self, uid: kernel::Uid) {
        self.inner.delete_term(Term::from_field_bytes(
            self.generation.fields.uid,
            uid.0.as_bytes(),
        ));
    }

    /// Makes everything staged and the position durable and visible, together.
    pub(super) fn commit(&mut self, cursor: &Cursor) -> Result<()> {
        let mut prepared = self.inner.prepare_commit().map_err(fault)?;
        prepared.set_payload(&cursor.payload());
        prepared.commit().map_err(fault)?;
        self.generation.reader.reload().map_err(fault)
    }

    /// Waits for merges under way; for the end of a rebuild.
    pub(super) fn finish(self) -> Result<()> {
        self.inner.wait_merging_threads().map_err(fault)?;
        self.generation.reader.reload().map_err(fault)
    }
}

/// Removes generations nobody will open again. Searches running in this process keep their files open.
pub(super) fn sweep(root: &Path, keep: &str) -> Result<()> {
    for name in generation::names(root)?.into_iter().filter(|name| name != keep) {
        std::fs::remove_dir_all(root.join(name))?;
    }
    Ok(())
}
