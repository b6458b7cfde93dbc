//! A member of staff and the account that proves it.

mod account;
mod change_password;
mod contact;
mod create;
pub mod entity;
mod link;
mod must_change;
mod password_rules;
pub mod query;
mod reset_password;
mod set_password;
mod sign_in;
pub mod staff;
mod suspend;
mod unused;
pub mod view;

pub use account::{Account, Reason, State};
pub use change_password::{change_password, tell_of_change};
pub use contact::change_contact;
pub use create::{NewPerson, create_account, create_known_person, create_person};
pub use link::{NAME_TAKEN, link_person};
pub use must_change::must_change;
pub use reset_password::{reset_member_password, reset_password};
pub use set_password::set_password;
pub use sign_in::{let_in, note_failure, note_half};
pub(crate) use suspend::close;
pub use suspend::{restore_person, suspend_person};
pub use unused::{Unused, close_unused};
