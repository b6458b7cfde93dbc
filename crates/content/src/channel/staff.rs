//! Handlers staff reach: channels.

mod edit;
mod list;
#[cfg(test)]
mod sample;
mod view;

pub use edit::{
    get_channel, get_new_channel, post_channel, post_channels, post_close_channel, post_open_channel,
};
pub use list::get_channels;
pub use view::*;
