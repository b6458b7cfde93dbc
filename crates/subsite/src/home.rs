//! A tenant's home page.

pub mod public;
