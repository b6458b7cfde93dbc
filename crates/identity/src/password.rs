//! Passwords: how they are hashed, and which are taken.

mod breached;
mod common;
pub mod entity;
mod hash;
pub(crate) mod history;
mod rules;

pub use breached::BreachedFile;
pub use hash::Passwords;
pub use rules::{MAXIMUM, MINIMUM, NewPassword, Owner, Rules};
