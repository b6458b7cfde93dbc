//! Boxes outside the house (对接系统): a unit that runs its own box is paired with the portal by a one-time code, signs
//! what it sends, and hears what became of it.
//!
//! The box follows its own log and composes complete items of the current truth; the portal takes them in through the
//! projection, as it takes local news. A cursor moves only after the answer, older never overwrites newer, and a batch is
//! taken once: killed anywhere in between, both go on where they stood.

mod admit;
mod alarm;
mod asking;
mod carry;
mod channel;
mod check;
mod client;
mod compose;
mod courier;
mod down;
pub mod entity;
mod finding;
mod health;
mod heed;
mod instant;
mod invite;
mod item;
mod join;
mod judge;
mod key;
mod lines;
mod list;
mod make;
mod media;
mod news;
pub(crate) mod note;
mod order;
mod pace;
mod pair;
mod pause;
pub mod public;
mod receive;
pub(crate) mod refused;
mod remove;
mod replay;
pub mod staff;
mod standing;
mod unpaired;
pub mod view;
mod wanted;

pub use admit::{Sealed, Source, admit};
pub use alarm::{Turned, turn_alarms};
pub(crate) use asking::{asking, below, within_reach};
pub use check::check;
pub use client::{Line, Put};
pub use compose::{Next, Portion, end, next_batch};
pub use courier::Courier;
pub use down::{Parcel, answer_down, take_down};
pub(crate) use down::{forbidden, lacking};
pub use finding::Finding;
pub use health::PeerHealth;
pub use heed::heed;
pub use invite::{Invitation, invite_peer};
pub use join::{OwnSite, ask_portal, join_portal, own_site};
pub use key::{OwnKey, Seal};
pub use list::{PeerLine, list_peers};
pub use media::{Looked, look};
pub use news::tell_news;
pub use pair::{Portal, accept_peer};
pub use pause::{pause_peer, resume_peer};
pub use public::Door;
pub use receive::receive_batch;
pub use remove::remove_peer;
pub use replay::replay_peer;
pub use unpaired::{NEED_A_CODE, check_unpaired};
