//! The roster of a board that answers on the same day (法律在线): who answers on which day, and who stands in.

pub mod entity;
pub mod query;
mod set;
mod today;

pub use set::{NewDay, set_roster};
pub(crate) use today::duty_today;
