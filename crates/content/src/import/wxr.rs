//! WordPress eXtended RSS 1.0 to 1.2: posts and pages become articles, categories channels, old addresses redirects.
//!
//! The file is read twice: first whole, so that a malformed one is refused before anything is written, then article by
//! article. Nothing is fetched; files of the old site come from a folder (`--media`). What is here already by its key is
//! left as it is, so that a run may be repeated or taken up again.

mod account;
mod channels;
mod files;
mod markup;
mod post;
mod run;
mod survey;
mod xml;

pub use account::{Entry, WxrReport};
pub(super) use files::decode;
pub use run::{WxrOptions, check_wxr, import_wxr};
