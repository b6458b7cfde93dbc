//! Titles and excerpts with the words found marked.
//!
//! Own code, as tantivy's generator panics over jieba's overlapping tokens. Works on the stored text as it
//! is: matches are looked for in its folded form and marked in the original.

mod highlight;
mod window;

pub use highlight::{Highlighter, Markup};

/// Characters of an excerpt, about.
pub const LENGTH: usize = 120;
