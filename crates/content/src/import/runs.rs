//! Reports of imports: every run that writes leaves one, whether it came to its end or not.

mod begin;
pub mod entity;
pub mod staff;

pub use begin::{Outcome, begin_run, finish_run};
