//! The projection: what sites publish becomes true in the group's library and wherever it is placed.
//!
//! The only writer of `library_item`. It reads the log, so nothing is lost between a publication and its places: a
//! batch of events, everything that follows from it and the cursor commit together. It judges by the article's own
//! version: an event that is not newer than what is known changes nothing, and that is success. A placement is never
//! a source, and a site in `passed` never takes an item again, so nothing runs in circles.

mod across;
mod authorization;
mod batch;
mod cluster;
mod commission;
mod desk;
mod edited;
mod far_share;
mod follow;
mod hold;
mod later;
mod library;
mod mandate;
mod media;
mod news;
mod origin;
mod picked;
mod place;
mod postbox;
mod push;
mod reader;
pub(crate) mod remote;
mod share;
mod shown;
mod stories;
mod submission;
mod taken_back;
pub(crate) mod told;

pub use later::EmbargoEnds;
pub use reader::Projection;
pub use taken_back::ConsentEnds;

/// Who writes places for the group takes turns under this word.
pub(crate) const TURN: &str = "hub";

pub(crate) use media::files_of;
pub(crate) use place::{placement_row, would_take};
pub(crate) use share::apply as shared;
pub(crate) use submission::unit_of;
