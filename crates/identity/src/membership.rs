//! Posts (岗位): a person on a site in a role. Read at every request, so a change takes effect at once.

mod add;
mod appoint;
pub mod entity;
pub mod form;
mod give;
mod invite;
pub mod query;
mod reach;
pub mod staff;
mod take;
pub mod view;

pub use add::{Post, add_member};
pub use appoint::appoint;
pub use give::{GivesPosts, NewPost, give};
pub(crate) use give::{TURN, is_portal};
pub use invite::invite_member;
pub use reach::check_reach;
pub use staff::grantable;
pub use take::{dismiss, remove_member};
