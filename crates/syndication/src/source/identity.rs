//! Which entry is which, and whether it changed. Pure.

use chrono::{DateTime, Utc};
use feed::Entry;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Entries of one answer that are looked at, newest first.
pub(super) const ENTRIES: usize = 5_000;

/// An entry with what tells it from others.
#[derive(Clone, Debug)]
pub(super) struct Marked {
    pub(super) identity: String,
    pub(super) content_hash: String,
    pub(super) entry: Entry,
}

impl Marked {
    fn of(entry: Entry) -> Self {
        Self {
            identity: identity(&entry),
            content_hash: content_hash(&entry),
            entry,
        }
    }
}

/// The newest entries. Those without a date keep the order of the feed, after the others.
pub(super) fn newest(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_key(|entry| std::cmp::Reverse(date(entry)));
    entries.truncate(ENTRIES);
    entries
}

/// The newest entries, each identity once.
pub(super) fn mark(entries: Vec<Entry>) -> Vec<Marked> {
    let entries = newest(entries);
    let mut known = HashSet::new();
    let marked = entries.into_iter().map(Marked::of);
    marked
        .filter(|marked| known.insert(marked.identity.clone()))
        .collect()
}

/// When an entry was published, else when it was changed.
pub(super) fn date(entry: &Entry) -> Option<DateTime<Utc>> {
    entry.published.or(entry.updated)
}

/// The feed's own id, else the link, else title and time.
fn identity(entry: &Entry) -> String {
    // The reader hashes the words of what has neither id nor link; an edit would make that another entry.
    if entry.link.is_none() && entry.id.starts_with("sha256:") {
        let at = entry.published.map(|at| at.to_rfc3339()).unwrap_or_default();
        return hash(&[&entry.title, &at]);
    }
    hash(&[&entry.id])
}

/// What the entry is called everywhere, when its id says so: another feed may hold it under the same.
pub(super) fn story(entry: &Entry) -> Option<String> {
    let id = entry.id.trim();
    let lower = id.to_ascii_lowercase();
    let everywhere = ["urn:", "tag:", "http://", "https://"];
    (id.len() <= 2000 && everywhere.iter().any(|start| lower.starts_with(start))).then(|| id.to_owned())
}

fn content_hash(entry: &Entry) -> String {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    hash(&[
        &entry.title,
        &word(&entry.link),
        &word(&entry.author),
        &word(&entry.summary),
        &word(&entry.content),
    ])
}

pub(super) fn hash(words: &[&str]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use kernel::beijing;

    fn entry(id: &str, hours: Option<i64>) -> Entry {
        let noon = beijing::parse("2026-11-22 12:00").unwrap();
        Entry {
            id: id.into(),
            title: id.into(),
            link: Some(format!("http://a.example/{id}")),
            published: hours.map(|hours| noon + Duration::hours(hours)),
            ..Entry::default()
        }
    }

    #[test]
    fn newest_come_first_and_each_once() {
        let marked = mark(vec![
            entry("undated", None),
            entry("old", Some(-5)),
            entry("new", Some(3)),
            entry("old", Some(-6)),
        ]);
        let ids: Vec<_> = marked.iter().map(|marked| marked.entry.id.as_str()).collect();
        assert_eq!(ids, ["new", "old", "undated"]);
    }

    #[test]
    fn an_edit_is_the_same_entry_with_another_hash() {
        let mut nameless = Entry {
            id: "sha256:1".into(),
            link: None,
            ..entry("开窑", Some(1))
        };
        let before = Marked::of(nameless.clone());
        nameless.id = "sha256:2".into();
        nameless.content = Some("<p>改过</p>".into());
        let after = Marked::of(nameless);
        assert_eq!(before.identity, after.identity);
        assert_ne!(before.content_hash, after.content_hash);
    }
}
