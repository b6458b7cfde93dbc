//! The working-day calendar (工作日历).
//!
//! Every autumn a notice of the State Council's General Office fixes the next year's days off and
//! make-up workdays. No formula yields them, so a year is data with provenance; see `data/`.

mod count;
mod year;

pub use count::{DayOffRule, Deadline};
pub use year::{Calendar, DayKind, Holiday, NOTICES, YearTable};
