//! The portal's home page.

mod group;
pub mod public;
