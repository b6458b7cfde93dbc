//! The group's shared search: one index, analysis of Chinese, queries, suggestions.
//!
//! Search sees the rest of the system only as [`kernel::document::Documents`].

pub mod analysis;
mod feature;
pub mod index;
pub mod public;
pub mod query;
mod reader;
mod reindex;
pub mod snippet;
pub mod suggest;
mod verify;

pub use feature::feature;
pub use index::Index;
pub use public::find;
pub use reader::Reader;
pub use reindex::reindex;
pub use verify::{Report, verify};
