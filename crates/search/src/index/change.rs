//! What the index is told.

use kernel::Uid;
use kernel::document::Document;
use std::collections::HashSet;

/// A document's new truth.
#[derive(Clone, Debug)]
pub enum Change {
    /// It stands like this now; replaces whatever the index had.
    Put(Document),
    /// Beside the one just put: the same article in the words that some of its places show.
    More(Document),
    /// It is no longer public anywhere.
    Remove(Uid),
}

impl Change {
    /// The changes that make the index agree: what was loaded is put, what was asked for and not loaded is removed.
    #[must_use]
    pub fn from_loaded(asked: &[Uid], loaded: Vec<Document>) -> Vec<Self> {
        let missing = asked
            .iter()
            .filter(|uid| !loaded.iter().any(|document| document.uid == **uid));
        let mut changes: Vec<Self> = missing.copied().map(Self::Remove).collect();
        let mut put = HashSet::new();
        changes.extend(loaded.into_iter().map(|document| {
            if put.insert(document.uid) {
                Self::Put(document)
            } else {
                Self::More(document)
            }
        }));
        changes
    }
}
