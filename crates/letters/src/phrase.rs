//! Texts that replies begin with (答复模板).

pub mod entity;
mod remove;
mod save;

pub use remove::remove_phrase;
pub use save::{NewPhrase, save_phrase};
