//! Urging, supervision and instructions (催办 督办 批示), and what is reported upwards by rule (上报).

pub mod entity;
mod escalate;
mod kind;

pub use escalate::{Escalate, Escalator, LATE, ask};
pub use kind::Kind;
