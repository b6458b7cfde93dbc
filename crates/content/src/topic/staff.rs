//! Handlers staff reach: topics.

mod add;
mod edit;
mod list;
mod preview;
#[cfg(test)]
mod sample;
mod view;

pub(crate) use add::rooms;
pub use add::{Place, Rooms, post_add};
pub use edit::{get_new_topic, get_topic, post_topic, post_topics};
pub use list::get_topics;
pub use preview::get_preview;
pub use view::*;
