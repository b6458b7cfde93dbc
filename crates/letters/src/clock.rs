//! The clock of a letter: limits by board, class and unit, working days, and a result that is frozen at the answer.

mod choose;
mod days;
pub mod entity;
mod explain;
mod judge;
pub mod query;
mod same_day;
mod set;
mod terms;

pub use choose::choose;
pub use days::{DayCount, calendar, day, month_of, parse_day, version};
pub use explain::{DayNote, explain};
pub use judge::{Judgement, judge};
pub use same_day::{after_hours, working_day};
pub use set::{NewPolicy, set_policy};
pub use terms::{Limits, Terms};
pub(crate) use terms::{day_off_key, parse_day_off};
