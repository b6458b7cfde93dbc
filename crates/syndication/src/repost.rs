//! 转载登记: where other media repost what this site published.

mod check;
pub(crate) mod csv;
pub mod entity;
mod form;
mod register;
mod remove;
pub mod staff;
pub mod view;

pub use check::{CheckRepost, Checker, check_reposts};
pub use form::{NewRepost, RepostForm};
pub use register::register_repost;
pub use remove::remove_repost;
