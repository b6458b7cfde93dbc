//! A unit's part in a letter (办理): the lead and those that help, each with its own clock.

pub mod entity;

/// [`entity::Model::part`] of the responsible unit.
pub const LEAD: &str = "lead";
/// [`entity::Model::part`] of a unit that helps (协办).
pub const ASSIST: &str = "assist";

/// [`entity::Model::state`] while the unit has it.
pub const OPEN: &str = "open";
/// [`entity::Model::state`] when the unit did its part.
pub const DONE: &str = "done";
/// [`entity::Model::state`] when the unit sent it back.
pub const RETURNED: &str = "returned";
/// [`entity::Model::state`] when another unit took it over.
pub const TRANSFERRED: &str = "transferred";
