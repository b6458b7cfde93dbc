//! Handlers staff reach: the library of pictures and attachments.

mod list;
#[cfg(test)]
mod sample;
mod show;
mod upload;
mod view;

pub use list::get_media_list;
pub use show::{get_media, post_media};
pub use upload::post_media_list;
pub use view::*;
