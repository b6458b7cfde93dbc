//! A unit looks through letters that it does not have and says that one is its own (认领); whoever allots agrees or declines.

mod decide;
pub mod entity;
mod make;
mod reach;

pub use decide::decide_claim;
pub use make::claim_letter;
pub use reach::{claimable, may_claim};

/// [`entity::Model::state`] until it is decided.
pub const OPEN: &str = "open";
/// [`entity::Model::state`] when the letter was given to the unit.
pub const AGREED: &str = "agreed";
/// [`entity::Model::state`] when it was not.
pub const DECLINED: &str = "declined";
