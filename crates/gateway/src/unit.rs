//! Organisations (单位): a tree apart from sites, with aliases.

pub mod apply;
pub mod entity;

pub use apply::{UnitFile, apply_units};
