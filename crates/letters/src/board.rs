//! Boards (来信栏目): a site's letters, named mailboxes, their classes.

pub mod class;
mod ensure;
pub mod entity;
mod kind;
pub mod query;

pub use ensure::ensure_board;
pub use kind::{CLASSES, Kind};
