//! The way down: what a hub gives to the sites of other boxes. The box asks, the hub answers under its seal.

use super::{Across, Attachment, Item, PlaceReceipt, Shares, Terms};
use crate::Uid;
use serde::{Deserialize, Serialize};

/// What a box asks its hub for, and what it tells of what it was given before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownAsk {
    /// [`super::FORMAT`].
    pub format: String,
    /// The last position that was made true; 0 at the beginning.
    pub after: i64,
    /// Set by a replay: articles after this one are told whether or not anything happened to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<Replay>,
    /// How far articles of the hub's side are at the box's site.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<PlaceReceipt>,
    /// How far push-downs are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pushes: Vec<PushReceipt>,
    /// What the site made of tasks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskAnswer>,
    /// What the site offers, asks for and agreed to; left out when it is as it was told last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
    /// Every own repost that the site registered of an important item; left out when they are as they were told last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reposts: Option<Vec<OwnRepost>>,
    /// What the site sent by hand to sites of the hub's side, and what it made of what they sent; left out when it is as it was
    /// told last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across: Option<Across>,
}

/// The site's own article that shows an important item (转载登记).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRepost {
    /// The important item's uid.
    pub uid: Uid,
    /// Uid of the own article.
    pub article: Uid,
    /// When the public first saw it, RFC 3339.
    pub shown_at: String,
}

/// Where a replay goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The last article of the part before; from the beginning when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uid>,
}

/// How far a push-down is at the box's site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushReceipt {
    /// The article's uid.
    pub uid: Uid,
    /// Slug of the mandatory channel.
    pub channel: String,
    /// When it stood there first, RFC 3339; left out while it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<String>,
    /// What is in the way: `no_channel`, `channel_closed`, `site_closed`; readers pass over words they do not know.
    #[serde(default)]
    pub problem: String,
}

/// What the hub answers. What stands (mandates, notices) is complete in every answer; articles and push-downs are those
/// of which something happened, or the next part of a replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Down {
    /// [`super::FORMAT`].
    pub format: String,
    /// The hub's log; another one than before begins anew.
    pub log: Uid,
    /// Where to ask on.
    pub position: i64,
    /// Whether more waits there.
    #[serde(default)]
    pub more: bool,
    /// The sites where the articles were written.
    #[serde(default)]
    pub sites: Vec<FarSite>,
    /// Articles that were pushed to the site.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Push-downs of the articles that something happened to; of each channel the newest.
    #[serde(default)]
    pub pushes: Vec<Pushed>,
    /// Tasks of the site that something happened to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<GivenTask>,
    /// Every mandatory channel of the site.
    #[serde(default)]
    pub mandates: Vec<Mandated>,
    /// Everything that lies over the site's pages, or will.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// What sites of the hub's side offer to the site, ask of it and agreed to; left out by hubs that do not know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
    /// Set by a replay: between these bounds articles, push-downs and tasks are all that there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Bounds>,
    /// Points and quotas as they stand; left out by who does not tell of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// The items that shall stand on every site within 24 hours, the newest; left out by who does not tell of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub important: Option<Vec<Important>>,
    /// What sites of the hub's side sent by hand to the site, and what they made of what it sent; left out by hubs that do not
    /// know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across: Option<Across>,
}

/// An important item of the State Council (国务院重要政策信息), as the hub marked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Important {
    /// Uid of the hub's article.
    pub uid: Uid,
    /// Its headline.
    pub title: String,
    /// When it was issued, RFC 3339.
    pub issued_at: String,
    /// Who marked it.
    #[serde(default)]
    pub by: String,
}

/// Articles by uid: `after` (exclusive) … `to` (inclusive).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// The beginning, when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uid>,
    /// The end, when this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Uid>,
}

/// A site of the hub's side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FarSite {
    /// Its uid.
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// Its short name; the name when this is left out.
    #[serde(default)]
    pub short_name: String,
    /// Where it is reached.
    pub url: String,
}

/// An article that the hub pushed into a mandatory channel of the site, or took back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The article's uid.
    pub uid: Uid,
    /// Slug of the channel.
    pub channel: String,
    /// The headline then.
    pub title: String,
    /// Words for the site.
    #[serde(default)]
    pub note: String,
    /// Who pushed it.
    #[serde(default)]
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// When the hub last reminded the site, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<String>,
    /// Set when it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
}

/// That a push-down was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// When, RFC 3339.
    pub at: String,
    /// What visitors read.
    pub reason: String,
}

/// A channel that the hub made mandatory on the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandated {
    /// Its slug.
    pub channel: String,
    /// What it is for.
    #[serde(default)]
    pub note: String,
    /// Who declared it.
    #[serde(default)]
    pub by: String,
}

/// Something that lies over the site's pages for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its uid.
    pub uid: Uid,
    /// Another text or time has a greater one.
    pub revision: i64,
    /// `banner` or `grey`; readers pass over kinds they do not know.
    pub kind: String,
    /// `red`, `orange`, `yellow` or `blue`; empty for `grey`.
    #[serde(default)]
    pub level: String,
    /// The line of a banner, the occasion of a mourning.
    pub title: String,
    /// Paragraphs, one a line.
    #[serde(default)]
    pub body: String,
    /// A whole web address, or empty.
    #[serde(default)]
    pub link_url: String,
    /// Words of the link.
    #[serde(default)]
    pub link_title: String,
    /// First moment, RFC 3339.
    pub begins_at: String,
    /// First moment without it, RFC 3339.
    pub ends_at: String,
}

/// A task (约稿) that the hub gave to the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenTask {
    /// Its uid, the same for everybody who got it.
    pub uid: Uid,
    /// In a line.
    pub title: String,
    /// In full, as plain text.
    pub wanted: String,
    /// `explanation`, …; readers take kinds that they do not know for `other`.
    pub kind: String,
    /// The last day, `YYYY-MM-DD` in Beijing.
    pub due_on: String,
    /// Files that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
    /// Who gave it.
    #[serde(default)]
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// What the hub knows of the answer: a box that went back to a backup has it from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<TaskAnswer>,
    /// Why it is no longer wanted, once it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<String>,
    /// When the public first saw the piece on the hub's site, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<String>,
}

/// What a site made of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskAnswer {
    /// The task's uid.
    pub uid: Uid,
    /// `accepted`, `declined` or `handed`; readers pass over words they do not know.
    pub state: String,
    /// Why it was declined.
    #[serde(default)]
    pub reason: String,
    /// Who answered.
    #[serde(default)]
    pub by: String,
    /// When, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Uid of the article that was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<Uid>,
    /// Its headline then.
    #[serde(default)]
    pub piece_title: String,
    /// When it was handed in, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_at: Option<String>,
}
