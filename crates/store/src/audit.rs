//! The audit chain. Every row carries the hash of the row before it and a seal that only this box can make (a key in
//! the data folder), and the newest hash also lies outside the database (`audit.head`): changing, removing, inserting
//! or cutting off rows does not go unseen.
//!
//! A row says who, what, when, from where, with what result and in which request. The last three come by themselves:
//! the gateway runs each request inside [`origin::within`], and an action that ends in `.refused` or `.failed` has
//! that result, any other is `ok`. So an operation says `tx.audit(site, "noun.verb", subject, &detail)` and nothing more.

mod append;
mod archive;
pub mod entity;
mod hash;
mod head;
pub mod origin;
mod seal;
mod verify;
mod walk;

pub(crate) use append::{Entry, append};
pub use archive::{Archived, SHORTEST_KEEP, archive};
pub use hash::Algorithm;
pub use head::Head;
pub(crate) use head::HeadFile;
pub(crate) use seal::SealKey;
pub use verify::{ChainReport, verify};
pub use walk::{Finding, FindingKind};
