//! Articles sent by hand to the desk of another site (送稿) between boxes. Both sides tell all that stands, the newest, so that
//! whoever missed something has it with the next message.

use super::LedgerLine;
use crate::Uid;
use serde::{Deserialize, Serialize};

/// What was sent between the two sides, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Across {
    /// What sites on the teller's side sent to sites of the other.
    #[serde(default)]
    pub sent: Vec<SentAcross>,
    /// How what sites of the other side sent stands on desks of the teller's.
    #[serde(default)]
    pub told: Vec<ToldAcross>,
}

/// An article that one site sent to the desk of another, which receives from it by consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentAcross {
    /// The article's uid.
    pub uid: Uid,
    /// The site that wrote and sent it.
    pub from: Uid,
    /// The site that it was sent to.
    pub to: Uid,
    /// When, RFC 3339. What was sent once more has another.
    pub at: String,
    /// Who sent it.
    #[serde(default)]
    pub by: String,
    /// Whether it was taken back while nobody had decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recalled: bool,
}

/// How an article stands on the desk that it was sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldAcross {
    /// The site that sent it.
    pub from: Uid,
    /// The site whose desk it is.
    pub to: Uid,
    /// As a line of the sender's ledger; `sending` repeats [`SentAcross::at`].
    pub line: LedgerLine,
}
