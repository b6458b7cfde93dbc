//! Feeds out: RSS 2.0, Atom and JSON Feed of a site and of each channel, narrowed to a unit, page by page, with marks of
//! what was withdrawn.

mod atom;
mod entry;
mod format;
mod json;
pub mod public;
mod query;
mod rss;

pub use entry::{Entry, Feed, Gone};
pub use format::Format;
