//! What a unit sends up arrives, stays true, and is credited.
//!
//! Rules, submissions and their ledger, the portal's desk, the projection that alone writes the group's library, and
//! feeds out. It reads content's articles and makes placements; nothing is ever copied by hand.

pub mod desk;
mod feature;
pub mod feed;
pub mod peer;
pub mod permissions;
pub mod projection;
pub mod refusals;
pub mod rule;
pub mod submission;
pub mod ui;

pub use feature::{feature, templates};
