//! Feeds out (RSS 2.0, Atom, JSON Feed): what every feed says, and its three formats. Features say what is in theirs.

mod atom;
mod entry;
mod format;
mod json;
mod rss;

pub use entry::{Entry, Feed, Gone, urn};
pub use format::Format;
