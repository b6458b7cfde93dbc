//! Questions to the writer (补充材料); the clock stands meanwhile, and not for ever.

pub mod answer;
pub mod entity;
mod job;

pub use job::{EndPauses, Lapser, ask};
