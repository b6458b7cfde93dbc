//! Promises with a date (整改承诺).

pub mod entity;
