//! Boards (来信栏目): a site's letters, named mailboxes, their classes.

mod address;
pub mod class;
mod ensure;
pub mod entity;
mod kind;
pub mod query;
mod save;
mod save_class;

pub use address::GENERAL;
pub(crate) use address::{board_address, mailboxes};
pub use ensure::ensure_board;
pub use kind::{CLASSES, Kind};
pub use save::{NewBoard, save_board};
pub use save_class::{NewClass, save_class};
