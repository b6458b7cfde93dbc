//! What a reviewer is told of a reply before it is released: pure, from the texts alone. A flag never stops anybody.

mod alike;
mod kind;
mod promise;
mod questions;
mod remit;
mod short;
mod text;

pub use alike::is_same_text;
pub use kind::{Flag, Subject, flags};
pub use promise::is_promise_without_date;
pub use questions::{Questions, questions};
pub use remit::says_not_ours;
pub use short::is_too_short;
