//! Urging, supervision and instructions (催办 督办 批示).

pub mod entity;
mod kind;

pub use kind::Kind;
