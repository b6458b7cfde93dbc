//! The wire format between boxes of a group: complete items, so that a receiver never has to ask back.
//! Unknown fields are ignored by readers; a field's meaning never changes under the same name.

mod across;
mod down;
mod ledger;
mod share;

pub use across::{Across, SentAcross, ToldAcross};
pub use down::{
    Bounds, Down, DownAsk, FarSite, GivenTask, Important, Mandated, Notice, OwnRepost, PushReceipt, Pushed,
    Replay, Revoked, TaskAnswer,
};
pub use ledger::{Credited, LedgerLine, Points, Quota, Sent, Terms};
pub use share::{Consented, Offered, Requested, Shares};

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
    /// Set by a replay: between these bounds the items are all that the source has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Covers>,
    /// How far the log was when the items were read: they are at least as new. Of two words of one log on an article the one
    /// with the greater number counts, in whatever order they arrive. Left out: the items are the truth of now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<i64>,
}

/// What a batch of a replay is complete for: the articles of a site by uid, `after` (exclusive) … `to` (inclusive).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covers {
    /// The site.
    pub origin: Uid,
    /// The beginning, when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uid>,
    /// The end, when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Uid>,
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
    /// What the story was called where it came from, when the site made its own article of it (改后采用, 转载).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_id: Option<String>,
    /// The whole text, or nothing after a withdrawal.
    pub state: ItemState,
    /// It is not withdrawn, whatever `state` says: its source no longer allows the receiving site to have the text. Who
    /// keeps the article for another site goes by `authorization` alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// When this version became true at the source, RFC 3339.
    #[serde(default)]
    pub changed_at: String,
    /// Imported history: rules and notices pass it over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub backfill: bool,
    /// When the unit sent it up (报送) to the receiver's desk, RFC 3339; left out when it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<String>,
    /// The unit took its submission back (取回).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recalled: bool,
    /// Who may not show it (撤销授权); left out when its source never forbade anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Authorization>,
    /// The line of the unit's ledger; left out when there is none, or it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
}

/// Which sites may not show an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// How often its source changed this; the greater one counts.
    pub changed: i64,
    /// When it changed last, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Sites that may not.
    #[serde(default)]
    pub refused: Vec<Barred>,
}

/// A site that may not show an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barred {
    /// The site; every site when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Uid>,
    /// What its page says.
    pub reason: String,
    /// Since when, RFC 3339.
    pub at: String,
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
    /// The channel's name; the slug when it is left out.
    #[serde(default)]
    pub channel_name: String,
    /// The leading picture, `<hash>:<width>x<height>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// Words for those who do not see it.
    #[serde(default)]
    pub lead_alt: String,
    /// Files to download, in the order in which readers see them.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// A file to download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// SHA-256, hex; its [`MediaRef`] stands in [`LiveItem::media`].
    pub hash: String,
    /// File name for people.
    pub name: String,
    /// `PDF`, `DOCX` …
    #[serde(default)]
    pub kind: String,
    /// Bytes.
    pub size: i64,
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
    /// Pixels; 0 for attachments.
    #[serde(default)]
    pub width: i64,
    /// Pixels; 0 for attachments.
    #[serde(default)]
    pub height: i64,
    /// Words for those who do not see it.
    #[serde(default)]
    pub alt: String,
    /// Under the picture.
    #[serde(default)]
    pub caption: String,
    /// Who made it.
    #[serde(default)]
    pub credit: String,
    /// Smaller forms.
    #[serde(default)]
    pub sizes: Vec<MediaSize>,
}

/// A smaller form of a picture, sent as a file of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaSize {
    /// SHA-256, hex.
    pub hash: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes.
    pub size: i64,
}

/// What a receiver says to a batch. Nothing was taken while files are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The sender's cursor, as it was told.
    pub position: i64,
    /// Each item in its order; empty while files are missing.
    pub items: Vec<Told>,
    /// Hashes of files to be sent before the batch is sent again.
    #[serde(default)]
    pub missing: Vec<String>,
    /// The batch came late, at least in part: so far was the sender's log when it spoke of these articles before. A sender
    /// whose log is not so far went back to a backup; it leaves `as_of` out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<i64>,
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The article's uid.
    pub uid: Uid,
    /// `taken`, `known` (this very version was there) or `refused`.
    pub result: Outcome,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is true here now.
    Taken,
    /// This very version was here already.
    Known,
    /// It was not taken; the code says why.
    Refused,
}

/// What the receiver's side did with what it was sent, for its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// The log these come from; another log than before begins anew.
    pub log: Uid,
    /// Where to ask on.
    pub position: i64,
    /// Whether more waits there; whoever leaves it out is asked until the position stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<bool>,
    /// What desks decided.
    pub decisions: Vec<Decision>,
    /// What reached which place; of each place the newest.
    #[serde(default)]
    pub receipts: Vec<PlaceReceipt>,
    /// How pieces stand; of those that are named here [`Self::decisions`] say less.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LedgerLine>,
}

/// What a place of the receiver's side was told, and when it was true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceReceipt {
    /// The article's uid.
    pub uid: Uid,
    /// The article's version.
    pub version: i64,
    /// The site that shows it.
    pub site: Uid,
    /// Its name.
    pub name: String,
    /// `placed`, `corrected`, `withdrawn`, `revoked`, `granted` or `removed`; readers pass over words they do not know.
    pub what: String,
    /// When the source said it, RFC 3339.
    pub sent_at: String,
    /// When the place was made true; left out while its editors hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<String>,
    /// When the old pages were gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purged_at: Option<String>,
    /// When search knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searched_at: Option<String>,
    /// When its pictures and attachments were found to be there, or gone; left out by who does not look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files_at: Option<String>,
    /// Whether that is still waited for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub files_open: bool,
}

/// A desk took or declined a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The article's uid.
    pub uid: Uid,
    /// Taken, or declined.
    pub adopted: bool,
    /// Why it was declined, or empty.
    #[serde(default)]
    pub reason: String,
    /// When, RFC 3339.
    pub at: String,
}

/// A box asks to be listed, with a one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairRequest {
    /// [`FORMAT`].
    pub format: String,
    /// The code as it was told.
    pub code: String,
    /// The uid by which the box signs; made for this pairing.
    pub uid: Uid,
    /// The uid of the site it speaks for.
    pub site: Uid,
    /// The site's name.
    pub name: String,
    /// Where the site is reached.
    pub url: String,
    /// The box's public key, a JWK (EdDSA, Ed25519).
    pub public_key: serde_json::Value,
}

/// The portal's answer to [`PairRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairAnswer {
    /// [`FORMAT`].
    pub format: String,
    /// The uid by which the portal signs.
    pub uid: Uid,
    /// The uid of the portal's site.
    pub site: Uid,
    /// Its name.
    pub name: String,
    /// Where it is reached.
    pub url: String,
    /// The portal's public key, a JWK.
    pub public_key: serde_json::Value,
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
        assert_eq!((item.version, item.backfill, item.submitted_at), (3, false, None));
        assert!(matches!(item.state, ItemState::Withdrawn { .. }));
    }
}
