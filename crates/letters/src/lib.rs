//! Letters (来信): citizens write, units answer within their limits, and every figure ties with its list.
//!
//! Boards and their classes, the clock, the way of a letter through the units, replies, ratings, commitments, and the
//! figures. Letters are rows of the site they were written on; [`pool`] is the door through which the responsible unit,
//! whose people may work on another site, reaches them.

pub mod assessment;
pub mod attachment;
pub mod board;
pub mod choice;
pub mod claim;
pub mod clock;
pub mod code;
pub mod commitment;
mod counter;
mod documents;
pub mod door;
pub mod duty;
pub mod extension;
mod feature;
pub mod feed;
pub mod flag;
pub mod handling;
pub mod home;
pub mod import;
pub mod letter;
pub mod pause;
pub mod permissions;
pub mod phrase;
pub mod pool;
pub mod press;
pub mod rating;
pub mod recent;
pub mod refusals;
pub mod reply;
pub mod roster;
pub mod staff;
pub mod stats;
pub mod unit;
pub mod year;

pub use documents::documents;
pub use feature::{feature, templates};
