//! One-time links: the first password of a new account, or the next one after a reset.

mod accept;
pub mod entity;
mod issue;
pub mod public;
pub mod view;

pub use accept::{accept, open};
pub use issue::{Purpose, issue, path};
