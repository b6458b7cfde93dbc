//! Replies (答复): versions, and what a reviewer said of each.

mod draft;
pub mod entity;
mod outcome;
pub mod query;
mod release;
mod send_back;
mod submit;

pub use draft::draft_reply;
pub(crate) use draft::writer_name;
pub use outcome::{DRAFT, Outcome, PUBLISHED, SENT_BACK, SUBMITTED};
pub(crate) use release::freeze;
pub use release::release_reply;
pub use send_back::send_back_reply;
pub use submit::submit_reply;
