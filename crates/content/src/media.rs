//! Pictures and attachments: typed by content, re-encoded, kept by hash; public while something live shows them.

mod describe;
pub mod entity;
pub mod form;
mod kind;
mod lead;
mod prepare;
mod public;
pub mod query;
mod show;
pub mod staff;
mod store;
pub mod usage;

pub use self::store::{AREA, Kept, Words, keep, store_media};
pub use describe::describe_media;
pub use kind::kind_label;
pub use lead::{Attached, Lead, Size, lead_hash};
pub use prepare::{Prepared, SIZE_LIMIT, WIDTHS, prepare, sniff};
pub use public::{address, get_media};
pub use query::by_hash;
pub(crate) use show::{hide, show, show_files};

/// [`entity::Model::kind`] of a picture.
pub const PICTURE: &str = "picture";
/// [`entity::Model::kind`] of a file to download.
pub const ATTACHMENT: &str = "attachment";
