//! Years of which only the total is known.

pub mod entity;
mod set;

pub use set::set_year;
