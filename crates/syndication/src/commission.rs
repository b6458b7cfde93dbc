//! The assignment desk (约稿): a site gives a task to units or people; they answer, hand a piece in, and the task is done
//! when the public sees the piece on the site that gave it.
//!
//! The giver keeps a `commission`; the projection lays a `task` on the site of everybody who got it, and what the receivers
//! do with it stands there. The giver reads those rows.

pub mod close;
pub mod entity;
mod form;
pub mod give;
mod kind;
mod light;
pub mod list_view;
pub mod query;
pub mod staff;

pub use close::close_commission;
pub use give::{NewCommission, Receiver, give_commission};
pub use kind::Kind;
pub use light::Light;
