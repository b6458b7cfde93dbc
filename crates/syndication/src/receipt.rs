//! Receipts (回执): what reached which place of an article and when, for the source to see.
//!
//! The projection writes a row in the transaction that makes a place true. Two readers of the log add when visitors
//! saw it: after the pages were dropped, with a look at the files, and after the index committed.

mod acknowledge;
pub mod away;
pub mod entity;
mod far;
mod files;
pub mod query;
pub mod slot;
pub mod staff;
mod summary;
pub mod view;
mod write;

pub use acknowledge::{Receipts, witnessed};
pub use summary::summary;
pub(crate) use write::{Word, write};
