//! Sessions, kept on the server: the portal's own (`op`) and one per host of staff (`staff`). All sessions of one
//! sign-in carry the same `group_session` and end together.

mod create;
mod end;
pub mod entity;
pub mod query;
mod staff;
mod touch;

pub use create::{NewSession, Realm, create};
pub use end::{end, end_group, end_own, end_person, sign_out};
pub use query::Live;
pub use touch::touch;
