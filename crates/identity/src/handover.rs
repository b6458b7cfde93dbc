//! 离岗交接: what a leaver has in hand goes to successors, the posts end, the account is closed. All or nothing.

mod hand_over;
pub mod staff;
pub mod view;

pub use hand_over::{HandedOver, hand_over};
