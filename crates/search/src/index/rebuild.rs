//! A new generation in the making.

use super::generation::Generation;
use super::writer::{Lock, Writer};
use super::{Change, Cursor, Index};
use kernel::document::Document;
use kernel::{Result, Uid};
use std::collections::HashSet;
use std::sync::Arc;

/// Takes all documents, then takes over. Dropped before [`finish`](Self::finish), it leaves no trace.
pub struct Rebuild {
    index: Arc<Index>,
    generation: Arc<Generation>,
    writer: Option<Writer>,
    seen: HashSet<Uid>,
    finished: bool,
    _lock: Arc<Lock>,
}

impl Rebuild {
    pub(super) fn new(index: Arc<Index>, lock: Arc<Lock>, generation: Arc<Generation>) -> Result<Self> {
        let writer = Some(Writer::new(generation.clone())?);
        Ok(Self {
            index,
            generation,
            writer,
            seen: HashSet::new(),
            finished: false,
            _lock: lock,
        })
    }

    /// Adds documents. One that comes again (it changed while the stream ran) replaces itself.
    pub fn add(&mut self, documents: Vec<Document>) -> Result<()> {
        let Some(writer) = &self.writer else { return Ok(()) };
        for change in Change::from_loaded(&[], documents) {
            match change {
                Change::Put(document) if self.seen.insert(document.uid) => {
                    if !document.places.is_empty() {
                        writer.add(&document)?;
                    }
                }
                change => writer.stage(&[change])?,
            }
        }
        Ok(())
    }

    /// Commits at `cursor` (where the log stood *before* the first document was read) and takes over.
    pub fn finish(mut self, cursor: &Cursor) -> Result<()> {
        if let Some(mut writer) = self.writer.take() {
            writer.commit(cursor)?;
            writer.finish()?;
        }
        self.index.flip(self.generation.clone())?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        self.index.rebuild_ended();
        if !self.finished {
            self.writer = None;
            // Whatever is left is swept when the lock is taken next.
            let _ = std::fs::remove_dir_all(self.index.root().join(&self.generation.name));
        }
    }
}
