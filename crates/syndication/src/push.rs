//! Push-down (下发): the portal sets a published article into a mandatory channel of other sites. There it cannot be
//! changed or taken down; corrections and withdrawals arrive as everywhere, and the portal can revoke it.

pub mod entity;
mod form;
pub mod new;
mod problem;
pub mod query;
pub mod received;
pub mod remind;
pub mod revoke;
pub mod send;
pub mod slot;
pub mod staff;
pub mod view;

pub use problem::Problem;
pub use remind::remind_sites;
pub use revoke::revoke_push;
pub use send::{Wanted, push_article};
