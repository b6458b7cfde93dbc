//! Promises with a date (整改承诺), chased until they are put right.

mod end;
pub mod entity;
mod make;
pub mod query;

pub use end::{Ending, end_commitment};
pub use make::make_commitment;
pub use query::open_of;

/// [`entity::Model::state`] while it is chased.
pub const OPEN: &str = "open";
/// [`entity::Model::state`] when it was put right.
pub const DONE: &str = "done";
/// [`entity::Model::state`] when it was dropped with a reason.
pub const VOID: &str = "void";
