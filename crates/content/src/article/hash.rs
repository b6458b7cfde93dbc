//! What an approval vouches for: a hash over everything a reader sees.

use super::edition;
use sha2::{Digest, Sha256};

/// SHA-256, hex, over the content of an edition; each field goes in with its length, so that no two texts collide by
/// moving words between fields.
#[must_use]
pub fn content_hash(edition: &edition::Model) -> String {
    let mut hash = Sha256::new();
    for field in [
        &edition.title,
        &edition.subtitle,
        &edition.summary,
        &edition.body_format,
        &edition.body_source,
        &edition.body_html,
        &edition.source,
        &edition.origin_class,
        &edition.author,
        &edition.keywords,
        edition.lead_media.as_ref().unwrap_or(&String::new()),
        &edition.attachments,
        &edition.change_note,
    ] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
