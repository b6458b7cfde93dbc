//! An article: a stable identity with editions, of which the public sees at most one.

pub mod approval;
mod approve;
mod correct;
mod create;
pub mod edition;
pub mod entity;
mod fill;
pub mod form;
mod hash;
mod open;
mod page;
mod public;
mod publish;
pub mod query;
mod recall;
mod save;
mod send_back;
pub mod staff;
pub mod state;
mod submit;
pub mod text;
mod withdraw;

pub use approve::approve_article;
pub use correct::correct_article;
pub use create::create_article;
pub(crate) use fill::{blank as fill_blank, insertable};
pub use hash::content_hash;
pub use open::MayEdit;
pub(crate) use open::open_channel;
pub use public::get_public_article;
pub use publish::publish_article;
pub use recall::recall_article;
pub use save::save_article;
pub use send_back::send_back_article;
pub use submit::submit_article;
pub use withdraw::withdraw_article;
