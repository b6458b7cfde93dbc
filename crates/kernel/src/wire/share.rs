//! Sharing by consent (内容共享) between boxes: what sites offer, ask for, agree to and take back. Both sides tell all that
//! stands each time, so that whoever missed something has it with the next message.

use crate::Uid;
use serde::{Deserialize, Serialize};

/// Everything that stands on the teller's side and concerns the other one. What is missing here is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// Channels that may be asked for.
    #[serde(default)]
    pub offers: Vec<Offered>,
    /// Requests that wait or work.
    #[serde(default)]
    pub requests: Vec<Requested>,
    /// What the sources decided about requests of the other side.
    #[serde(default)]
    pub consents: Vec<Consented>,
}

/// A channel that a site offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The site.
    pub site: Uid,
    /// Slug of its channel.
    pub channel: String,
    /// The channel's name.
    #[serde(default)]
    pub channel_name: String,
    /// May be subscribed to at once.
    #[serde(default)]
    pub free: bool,
    /// What it holds.
    #[serde(default)]
    pub note: String,
    /// The sites that may ask; all when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Vec<Uid>>,
    /// Who offers it.
    #[serde(default)]
    pub by: String,
}

/// A site asks for a channel of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// The request's uid; who leaves and asks again has another one.
    pub uid: Uid,
    /// The site that asks.
    pub site: Uid,
    /// Slug of the channel that receives.
    pub into: String,
    /// The name of that channel.
    #[serde(default)]
    pub into_name: String,
    /// The source.
    pub source: Uid,
    /// Slug of its channel.
    pub channel: String,
    /// Words for the source.
    #[serde(default)]
    pub note: String,
    /// Who asks.
    #[serde(default)]
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
}

/// What a source decided about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consented {
    /// The request.
    pub request: Uid,
    /// The source.
    pub site: Uid,
    /// `agreed`, `declined` or `taken_back`; readers pass over words they do not know.
    pub state: String,
    /// Words for who asked.
    #[serde(default)]
    pub reason: String,
    /// Of a consent taken back: what was placed stays. What goes is revoked (撤销授权) article by article.
    #[serde(default)]
    pub keep: bool,
    /// Who decided.
    #[serde(default)]
    pub by: String,
    /// When this was decided, RFC 3339.
    pub at: String,
    /// When the source agreed, RFC 3339; articles published since then are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_at: Option<String>,
}
