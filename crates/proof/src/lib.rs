//! 校对: what is wrong with a text before it goes out. Pure: no database, no network, no clock.
//!
//! [`check`] reads an article against compiled [`Lists`] and answers [`Finding`]s with their places, each with its cure where
//! there is one.

mod body;
mod check;
mod entry;
pub mod file;
mod finding;
mod form;
mod leader;
mod lists;
mod rule;

pub use body::{Link, Plain, Table};
pub use check::{Article, Dead, MOST, check};
pub use entry::{Entry, List, MOST_ENTRIES};
pub use finding::{Cure, Excerpt, Field, Finding};
pub use lists::{Lists, shipped};
pub use rule::{Level, Levels, Rule};
