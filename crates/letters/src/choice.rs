//! Chosen answers (常见问答): public letters whose answers help others, shown before somebody asks.

mod choose;
pub mod entity;
pub mod query;

pub use choose::choose_answer;
