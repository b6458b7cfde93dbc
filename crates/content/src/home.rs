//! The parts of a home page that are content; `portal` and `subsite` put the page together.

mod query;

pub use query::{HomeParts, home};
