//! Where an article stands: one row a channel, the site's own and those taken from the library alike.

pub mod entity;
mod item;
pub mod kept;
pub mod list;
mod order;
mod own;
mod path;
#[cfg(test)]
pub(crate) mod plan;

pub use item::item;
pub(crate) use item::picture;
pub use order::order;
pub(crate) use own::{EXCERPT, place_own, take_down_own};
pub use path::path;
