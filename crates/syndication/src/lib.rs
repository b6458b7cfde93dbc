//! What a unit sends up arrives, stays true, and is credited.
//!
//! Rules, submissions and their ledger, the portal's desk, the projection that alone writes the group's library, and
//! feeds out. It reads content's articles and makes placements; nothing is ever copied by hand.

pub mod announce;
pub mod arrival;
pub mod authorization;
pub mod commission;
pub mod credit;
pub mod desk;
mod feature;
pub mod feed;
pub mod important;
pub mod ledger;
pub mod mandate;
pub mod outgoing;
pub mod peer;
pub mod permissions;
pub mod place;
pub mod pool;
pub mod postbox;
pub mod projection;
pub mod push;
pub mod quota;
pub mod receipt;
pub mod receiver;
pub mod refusals;
pub mod repost;
pub mod rule;
pub mod score;
pub mod sender;
pub mod share;
pub mod source;
pub mod submission;
pub mod task;
pub mod ui;
pub mod webhook;

pub use feature::{feature, templates};
