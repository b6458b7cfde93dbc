//! The wire format between boxes of a group: complete items, so that a receiver never has to ask back.
//! Unknown fields are ignored by readers; a field's meaning never changes under the same name.

use crate::Uid;
use serde::{Deserialize, Serialize};

/// The format's name; a new major number is a new format.
pub const FORMAT: &str = "zisha.syndication/1";

/// What is sent in one request: items in the order in which they happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// [`FORMAT`].
    pub format: String,
    /// The log these come from.
    pub log: Uid,
    /// The position of the last item in that log; the receiver's next cursor.
    pub position: i64,
    /// The items.
    pub items: Vec<Item>,
}

/// One article as it stands at its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The article's uid.
    pub uid: Uid,
    /// The article's age; older never overwrites newer.
    pub version: i64,
    /// The uid of the site where it was written.
    pub origin: Uid,
    /// Sites it has passed, the origin first; a site in this list does not take it again.
    pub passed: Vec<Uid>,
    /// The whole text, or nothing after a withdrawal.
    pub state: ItemState,
}

/// Live with its whole text, or a tombstone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ItemState {
    /// Published.
    Live(Box<LiveItem>),
    /// Withdrawn (撤稿标记).
    Withdrawn {
        /// RFC 3339, +08:00.
        at: String,
        /// The reason that may be shown.
        reason: String,
    },
}

/// The whole of a published article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveItem {
    /// Headline.
    pub title: String,
    /// Second line of the headline, or empty.
    pub subtitle: String,
    /// Abstract, or empty.
    pub summary: String,
    /// Sanitized HTML; pictures as `media:<hash>`, links as `article:<uid>`.
    pub body_html: String,
    /// 稿源.
    pub source: String,
    /// `own`, `repost` or `contributed`.
    pub origin_class: String,
    /// Author, or empty.
    pub author: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// The page at the source.
    pub url: String,
    /// First publication, RFC 3339, +08:00.
    pub published_at: String,
    /// Pictures and attachments the body names.
    pub media: Vec<MediaRef>,
    /// Channel slug at the source.
    pub channel: String,
}

/// A file the body names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRef {
    /// SHA-256, hex.
    pub hash: String,
    /// File name.
    pub name: String,
    /// Media type.
    pub content_type: String,
    /// Bytes.
    pub size: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_ignores_fields_it_does_not_know() {
        let text = r#"{"uid":"0190a000-0000-7000-8000-000000000001","version":3,"later":true,
            "origin":"0190a000-0000-7000-8000-000000000002","passed":[],
            "state":{"state":"withdrawn","at":"2026-11-22T09:30:00+08:00","reason":"内容有误","who":"?"}}"#;
        let item: Item = serde_json::from_str(text).unwrap();
        assert_eq!(item.version, 3);
        assert!(matches!(item.state, ItemState::Withdrawn { .. }));
    }
}
