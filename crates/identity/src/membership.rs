//! Posts (岗位): a person on a site in a role. Read at every request, so a change takes effect at once.

mod add;
mod appoint;
pub mod entity;
pub mod form;
mod invite;
pub mod query;
mod remove;
pub mod staff;
pub mod view;

pub use add::add_member;
pub use appoint::{appoint, dismiss};
pub use invite::invite_member;
pub use remove::remove_member;
