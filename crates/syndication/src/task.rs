//! A task as those who got it have it (我的任务): they accept or decline it and hand a piece in.

mod answer;
pub mod entity;
mod form;
mod hand_in;
pub mod query;
pub mod staff;
mod state;
pub mod view;

pub use answer::{accept_task, decline_task};
pub use hand_in::hand_in;
pub use state::State;
