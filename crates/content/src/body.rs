//! Bodies: what an author writes becomes sanitized HTML once, when it is saved; pages only resolve addresses in it.

mod format;
mod plain;
mod readable;
mod refs;
mod resolve;
mod sanitize;
mod tidy;

pub use format::{Format, render};
pub use plain::{excerpt, plain_text};
pub use readable::readable;
pub use refs::{article_uids, media_hashes};
pub use resolve::resolve;
pub(crate) use sanitize::is_hash;
pub use sanitize::{SANITIZER_VERSION, sanitize};
pub(crate) use tidy::{PictureFacts, dress};
