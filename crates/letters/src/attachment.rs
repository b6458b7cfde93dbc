//! Files that came with a letter (附件).

pub mod entity;
