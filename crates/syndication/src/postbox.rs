//! Submission boxes (投稿箱): units without a site send their texts to the portal's desk and are credited.
//!
//! A text is a row of the portal and no article: nothing of it is public, in the library or among the portal's drafts
//! before the desk takes it. Taking makes it an article of the portal that names the unit as its source.

pub mod entity;
mod form;
pub mod member;
pub mod query;
mod recall;
mod seat;
mod send;
pub mod staff;
mod state;
pub mod view;
mod write;

pub use form::BoxForm;
pub use recall::recall_text;
pub use seat::{add_member, remove_member};
pub use send::send_text;
pub use state::Stage;
pub use write::{save_text, write_text};
