//! Questions to the writer (补充材料); the clock stands meanwhile.

pub mod entity;
