//! Outside sources (稿源): the register of feeds of media and foreign systems, and the poller that asks them, politely and
//! through the guarded client. What it brings is an article or a line of the desk ([`crate::arrival`]).

mod apart;
mod ask;
mod body;
mod book;
mod bring;
pub mod command;
mod day;
mod edit;
pub mod entity;
mod entries;
mod fetch;
mod form;
mod identity;
mod known;
mod nesting;
mod pause;
pub mod picture;
mod polite;
mod poll;
mod polled;
mod prepare;
pub mod query;
mod register;
mod remove;
mod runner;
mod schedule;
pub mod staff;
mod state;
mod terms;
pub mod view;

pub use ask::ask_source;
pub(crate) use body::credit;
pub use edit::edit_source;
pub use fetch::{Answer, FEED_LIMIT, fetch};
pub use form::SourceForm;
pub use pause::{pause_source, resume_source};
pub use poll::Poller;
pub use polled::{Polled, Reading};
pub(crate) use prepare::{Piece, article_text};
pub use register::register_source;
pub use remove::remove_source;
pub use state::State;
pub use terms::{Terms, host};
