//! Urging, supervision and instructions (催办 督办 批示), and what the levels of urging tell by rule (提醒 上报).

mod chase;
pub mod entity;
mod escalate;
mod kind;
mod level;
pub mod levels;
pub mod urging;

pub use escalate::{Escalate, Escalator, ask};
pub use kind::Kind;
pub use level::{Hearer, Level, usual};
