//! A channel (栏目) of a site: an address, a navigation entry, a list.

mod apply;
mod change;
mod close;
mod create;
pub mod entity;
mod form;
mod navigation;
pub(crate) mod public;
pub mod query;
pub mod staff;

pub use apply::{Applied, apply_channels};
pub use change::change_channel;
pub use close::{close_channel, reopen_channel};
pub use create::create_channel;
pub use form::{ChannelFile, Description, GROUPS, RawChannel};
pub use navigation::ChannelNavigation;
pub use public::get_channel;

/// [`entity::Model::state`] of a channel in use.
pub const OPEN: &str = "open";
/// [`entity::Model::state`] of a channel out of use; its articles keep their addresses.
pub const CLOSED: &str = "closed";
