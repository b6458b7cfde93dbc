//! Points (积分): a table with the day from which it counts, and what a ledger line earns by it.

mod award;
pub mod entity;
mod set;
mod table;

pub use award::{Award, Deed, Sent, awards};
pub use set::set_rates;
pub use table::{Rates, Table};
