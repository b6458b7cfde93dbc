//! The pool (全部新稿): what every unit published lately, also what nobody sent up and no rule brought. Editors of the portal
//! look through it and pick from it; the unit is credited as for anything that the portal uses.

mod bulk;
pub mod entity;
mod form;
mod look;
mod pick;
pub mod query;
pub mod staff;
pub mod view;

pub use form::PoolQuery;
pub use look::look_at;
pub use pick::{pick_piece, take_piece};
pub use query::{Sought, Standing};
