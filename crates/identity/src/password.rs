//! Passwords: how they are hashed, and which are taken.

mod hash;
mod rules;

pub use hash::Passwords;
pub use rules::{MAXIMUM, MINIMUM, NewPassword};
