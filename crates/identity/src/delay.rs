//! Growing delay after failed sign-ins: per account, per account and address, looser per address. Never a hard lock:
//! whoever signed in from an address before is not held up by strangers elsewhere.

mod attempt;
mod curve;
pub mod entity;

pub(crate) use attempt::network;
pub use attempt::{Attempt, begin_attempt, current_wait, forget_old, give_back, note_known, note_success};
pub use curve::{Scope, wait};
