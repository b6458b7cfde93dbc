//! The ledger (报送台账) across boxes: who sent a piece up, what the hub's desk made of it, and the terms by which it counts.

use crate::Uid;
use serde::{Deserialize, Serialize};

/// A line of the unit's ledger. It is told as long as the line stands, also after the desk decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When it was sent up, RFC 3339. What was sent once more has another; the hub repeats it in [`LedgerLine::sending`].
    pub at: String,
    /// Who sent it, by the name in the unit's ledger; of what the hub picked by itself, who wrote it.
    #[serde(default)]
    pub by: String,
}

/// How a piece stands at the hub: the whole of what the unit's ledger says of it. Times are RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// The article's uid.
    pub uid: Uid,
    /// `sent`, `seen`, `adopted`, `edited`, `declined` or `overtaken`; readers pass over words they do not know. It is what
    /// the desk said last, also while the article is withdrawn.
    pub state: String,
    /// [`Sent::at`] of the sending that this is about, as the unit told it; left out when it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<String>,
    /// When it came to the desk.
    pub arrived_at: String,
    /// When an editor first opened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<String>,
    /// When the desk decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// When the public first saw what was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<String>,
    /// Why it was declined, or empty.
    #[serde(default)]
    pub reason: String,
    /// The unit's text, when it was taken with edits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The hub's text then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Headline of the piece it became part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overtaken_by: Option<String>,
    /// Whether nobody sent it up: the hub's editors picked it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub picked: bool,
    /// The hub's page, while the public sees it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Every credit that stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<Credited>,
}

/// A credit that the hub recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    /// `higher` or `commissioned`; readers pass over words they do not know.
    pub kind: String,
    /// Who adopted it, in words, or empty.
    #[serde(default)]
    pub outlet: String,
    /// Where that can be read, or empty.
    #[serde(default)]
    pub proof_url: String,
    /// Who recorded it.
    #[serde(default)]
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
}

/// The terms by which the hub counts: complete each time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Every table of points.
    #[serde(default)]
    pub points: Vec<Points>,
    /// Every quota of the unit.
    #[serde(default)]
    pub quotas: Vec<Quota>,
}

/// A table of points, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    /// First day, `YYYY-MM-DD` in Beijing.
    pub from: String,
    /// Sent up.
    pub submitted: i64,
    /// Used by the hub, on top.
    pub adopted: i64,
    /// Adopted by a higher level, on top.
    pub higher: i64,
    /// A policy explanation that the hub commissioned, on top.
    pub commissioned: i64,
}

/// What the unit owes, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// First day, `YYYY-MM-DD` in Beijing.
    pub from: String,
    /// Articles a week.
    pub weekly: i64,
    /// Articles a year.
    pub yearly: i64,
}
