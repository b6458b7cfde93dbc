//! A member of staff and the account that proves it.

mod account;
mod change_password;
mod create;
pub mod entity;
pub mod own;
pub mod query;
mod reset_password;
mod set_password;
mod sign_in;
pub mod staff;
mod suspend;
pub mod view;

pub use account::{Account, State};
pub use change_password::change_password;
pub use create::{NewPerson, create_known_person, create_person};
pub use reset_password::{reset_member_password, reset_password};
pub use set_password::set_password;
pub use sign_in::{Verdict, note_failure, welcome};
pub use suspend::{restore_person, suspend_person};
