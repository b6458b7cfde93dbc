//! The audit chain: every row carries the hash of the row before it, and the newest hash also lies outside the
//! database (`audit.head` in the data folder), so that neither changing, removing nor cutting off rows goes unseen.

mod append;
pub mod entity;
mod head;
mod verify;

pub(crate) use append::{Entry, append};
pub use head::Head;
pub(crate) use head::keep_head;
pub use verify::{ChainReport, verify};
