//! How a row is hashed. The way stands beside each row, so old rows stay verifiable when the setting changes.

use super::entity::Model;
use sha2::{Digest, Sha256};
use sm3::Sm3;

/// The hash before the first row.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of new rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-256.
    #[default]
    Sha256,
    /// SM3 (GB/T 32905), where 密评 asks for it.
    Sm3,
}

impl Algorithm {
    /// The setting's word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// Reads the setting.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Sha256, Self::Sm3]
            .into_iter()
            .find(|algorithm| algorithm.key() == key)
    }

    /// The word beside a row: the hash and which columns it covers.
    pub(super) fn stamp(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256/2",
            Self::Sm3 => "sm3/2",
        }
    }
}

/// Where an older program wrote without a seal and over fewer columns.
pub(super) const FIRST: &str = "sha256/1";

/// The hash of a row over the row before it; nothing for a way that this program does not know.
pub(super) fn hash(row: &Model) -> Option<String> {
    match row.algorithm.as_str() {
        FIRST => Some(digest::<Sha256>(&first(row))),
        "sha256/2" => Some(digest::<Sha256>(&second(row))),
        "sm3/2" => Some(digest::<Sm3>(&second(row))),
        _ => None,
    }
}

fn first(row: &Model) -> Vec<String> {
    vec![
        row.previous.clone(),
        row.site_id.map_or_else(String::new, |site| site.to_string()),
        row.at.timestamp_micros().to_string(),
        row.actor.clone(),
        row.actor_label.clone(),
        row.action.clone(),
        row.subject.clone(),
        row.detail.clone(),
    ]
}

fn second(row: &Model) -> Vec<String> {
    let optional = |value: &Option<String>| {
        value
            .as_ref()
            .map_or_else(String::new, |value| format!("={value}"))
    };
    let mut parts = first(row);
    parts.extend([
        row.algorithm.clone(),
        optional(&row.address),
        row.result.clone(),
        optional(&row.request),
    ]);
    parts
}

fn digest<D: Digest>(parts: &[String]) -> String {
    let mut digest = D::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex(digest.finalize().as_slice())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(algorithm: &str) -> Model {
        Model {
            id: 1,
            site_id: Some(2),
            at: chrono::DateTime::UNIX_EPOCH,
            actor: "{}".into(),
            actor_label: "周若溪".into(),
            action: "article.published".into(),
            subject: "a".into(),
            detail: "null".into(),
            previous: GENESIS.into(),
            hash: String::new(),
            address: None,
            result: "ok".into(),
            request: None,
            algorithm: algorithm.into(),
            seal: None,
        }
    }

    #[test]
    fn each_way_gives_another_hash_and_an_unknown_one_none() {
        let hashes: Vec<_> = [FIRST, "sha256/2", "sm3/2"]
            .map(|way| hash(&row(way)).unwrap())
            .into();
        assert!(hashes[0] != hashes[1] && hashes[1] != hashes[2] && hashes[0] != hashes[2]);
        assert_eq!(hash(&row("md5")), None);
    }

    #[test]
    fn sm3_is_the_standards() {
        // GB/T 32905-2016, example 1.
        let mut sm3 = Sm3::new();
        sm3.update(b"abc");
        assert_eq!(
            hex(sm3.finalize().as_slice()),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn nothing_and_an_empty_word_are_two_things() {
        let mut other = row("sha256/2");
        other.address = Some(String::new());
        assert_ne!(hash(&row("sha256/2")), hash(&other));
    }
}
