//! What writers think of answers (评价).

pub mod entity;
mod reason;

pub use reason::{Reason, SCORES};
