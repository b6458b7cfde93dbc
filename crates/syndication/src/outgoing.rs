//! What leaves this box to tell others what is new: who sends it, and what happened.

mod change;
mod sender;

pub use change::{Change, KINDS};
pub use sender::{Sender, Sent, by_guarded};
