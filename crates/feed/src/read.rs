//! The one door: bytes in, a feed out.

use crate::model::{Entry, Feed};
use crate::{decode, json, sitemap, text, tree, xml};
use sha2::{Digest, Sha256};
use url::Url;

/// Why there is no feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the answer is empty")]
    Empty,
    #[error("the answer is no feed")]
    NoFeed,
}

/// Reads a feed. `content_type` is the HTTP header as it came, `base` the address the bytes came from.
///
/// # Errors
/// [`Unreadable`] when there is nothing, or nothing that is a feed.
pub fn read(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Result<Feed, Unreadable> {
    let text = text::printable(decode::decode(bytes, content_type));
    let start = text.trim_start();
    if start.is_empty() {
        return Err(Unreadable::Empty);
    }
    let mut feed = if start.starts_with('{') {
        json::read(start, base)
    } else {
        let root = tree::parse(start, base);
        sitemap::read(&root).or_else(|| xml::read(&root))
    }
    .ok_or(Unreadable::NoFeed)?;
    for entry in &mut feed.entries {
        complete(entry);
    }
    Ok(feed)
}

/// Gives an id to an entry that came without one.
fn complete(entry: &mut Entry) {
    if !entry.id.is_empty() {
        return;
    }
    entry.id = entry.link.clone().unwrap_or_else(|| {
        let words = [
            Some(entry.title.as_str()),
            entry.summary.as_deref(),
            entry.content.as_deref(),
        ];
        let mut hash = Sha256::new();
        for word in words.into_iter().flatten() {
            hash.update(word.as_bytes());
            hash.update([0]);
        }
        let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    });
}
