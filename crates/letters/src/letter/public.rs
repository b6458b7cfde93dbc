//! The board for visitors: the list, a letter, writing, following.

mod form;
mod list;
mod query;
mod show;
mod words;
mod write;

pub use form::Door;
pub use list::get_letters;
pub use query::{get_query, post_query};
pub use show::get_letter;
pub use write::{get_new, post_new};
