//! What the index holds, for comparing it with the truth.

use super::schema::STAMP;
use super::{Fields, fault};
use kernel::document::Document;
use kernel::{Result, Uid};
use std::collections::HashMap;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED};

/// A fingerprint of a document: version, headline and places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp(pub u64);

/// The fingerprint of a document. FNV-1a: it lies on disk, so it must not change with the toolchain.
#[must_use]
pub fn stamp(document: &Document) -> Stamp {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        for byte in bytes.iter().chain(&[0xff]) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(&document.version.to_le_bytes());
    add(document.title.as_bytes());
    for place in &document.places {
        add(&place.site.0.to_le_bytes());
        add(&place.channel.0.to_le_bytes());
        add(place.channel_name.as_bytes());
        add(place.path.as_bytes());
    }
    Stamp(hash)
}

/// The fingerprints of articles: those of all documents of an article together.
#[must_use]
pub fn stamps(documents: &[Document]) -> HashMap<Uid, Stamp> {
    let mut all = HashMap::new();
    for document in documents.iter().filter(|document| !document.places.is_empty()) {
        join(&mut all, document.uid, stamp(document));
    }
    all
}

/// A sum: a document that stands twice (which must not be) makes another.
fn join(all: &mut HashMap<Uid, Stamp>, uid: Uid, stamp: Stamp) {
    let sum = all.entry(uid).or_insert(Stamp(0));
    sum.0 = sum.0.wrapping_add(stamp.0);
}

/// All uids with the fingerprints of their articles.
pub(super) fn list(searcher: &Searcher, fields: &Fields) -> Result<HashMap<Uid, Stamp>> {
    let total = searcher.num_docs();
    let mut all = HashMap::with_capacity(usize::try_from(total).unwrap_or(0));
    for segment in searcher.segment_readers() {
        let stamps = segment.fast_fields().u64(STAMP).map_err(fault)?;
        let terms = segment.inverted_index(fields.uid).map_err(fault)?;
        let mut stream = terms.terms().stream()?;
        while stream.advance() {
            let Ok(uid) = uuid::Uuid::from_slice(stream.key()) else {
                continue;
            };
            let mut postings = terms.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if !segment.is_deleted(doc) {
                    join(&mut all, Uid(uid), Stamp(stamps.first(doc).unwrap_or(0)));
                }
                postings.advance();
            }
        }
    }
    Ok(all)
}
