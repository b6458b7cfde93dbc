//! Sessions, kept on the server: the portal's own (`op`) and one per host of staff (`staff`). All sessions of one
//! sign-in carry the same `group_session` and end together. Half a sign-in (`half`) is a realm of its own: it opens
//! nothing but the pages that ask for the rest.

mod create;
mod end;
pub mod entity;
mod proof;
pub mod query;
mod rotate;
mod staff;
mod touch;
pub mod view;

pub mod all;

pub use create::{NewSession, Realm, create};
pub use end::{end, end_any, end_group, end_others, end_own, end_person, sign_out};
pub use proof::{Proof, Visit, is_two_factor, with_method};
pub use query::Live;
pub use rotate::{prove_again, rotate};
pub use touch::touch;
