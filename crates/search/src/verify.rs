//! Comparing the index with the truth.

use crate::Index;
use crate::index::{Cursor, Stamp, stamps};
use crate::reader::off_loop;
use kernel::document::Documents;
use kernel::{Result, Uid};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

const STREAMED: u64 = 500;

/// What a comparison found.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Report {
    /// Documents that should be there.
    pub expected: u64,
    /// Documents in the index.
    pub indexed: u64,
    /// Public, and not in the index.
    pub missing: Vec<Uid>,
    /// In the index, and not public.
    pub extra: Vec<Uid>,
    /// In the index with another version or other places.
    pub different: Vec<Uid>,
    /// Up to where of the log the index was true; `None` when it was never built.
    pub position: Option<String>,
}

impl Report {
    /// Is the index true?
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && self.different.is_empty()
    }
}

/// Compares uid, version and places of every document. Works beside a running server: what differs at first is
/// looked at again, as it may just have changed.
///
/// # Errors
/// Faults of disk and database.
pub async fn verify(index: &Arc<Index>, documents: &dyn Documents) -> Result<Report> {
    let (position, indexed) = inventory(index).await?;
    let mut unseen: HashMap<Uid, Stamp> = indexed.clone();
    let mut doubtful = BTreeSet::new();
    let (mut after, mut expected) = (None, 0);
    loop {
        let (batch, next) = documents.stream(after, STREAMED).await?;
        for (uid, stamp) in stamps(&batch) {
            expected += 1;
            if unseen.remove(&uid) != Some(stamp) {
                doubtful.insert(uid);
            }
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    doubtful.extend(unseen.into_keys());
    let mut report = Report {
        expected,
        indexed: u64::try_from(indexed.len()).unwrap_or(u64::MAX),
        position: position.map(|cursor| cursor.to_string()),
        ..Report::default()
    };
    look_again(index, documents, doubtful.into_iter().collect(), &mut report).await?;
    Ok(report)
}

async fn look_again(
    index: &Arc<Index>,
    documents: &dyn Documents,
    uids: Vec<Uid>,
    report: &mut Report,
) -> Result<()> {
    if uids.is_empty() {
        return Ok(());
    }
    let mut truth: HashMap<Uid, Stamp> = HashMap::new();
    for asked in uids.chunks(500) {
        truth.extend(stamps(&documents.load(asked).await?));
    }
    let (_, indexed) = inventory(index).await?;
    for uid in uids {
        match (truth.get(&uid), indexed.get(&uid)) {
            (Some(_), None) => report.missing.push(uid),
            (None, Some(_)) => report.extra.push(uid),
            (Some(public), Some(there)) if public != there => report.different.push(uid),
            _ => {}
        }
    }
    Ok(())
}

async fn inventory(index: &Arc<Index>) -> Result<(Option<Cursor>, HashMap<Uid, Stamp>)> {
    let index = index.clone();
    off_loop(move || {
        index.refresh()?;
        Ok((index.cursor()?, index.inventory()?))
    })
    .await
}
