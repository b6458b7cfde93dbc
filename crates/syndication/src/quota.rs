//! Quotas (报送任务): how much a unit publishes a week and a year, and early warning when it falls behind.

mod apply;
mod count;
pub mod entity;
mod pace;
mod set;
pub mod staff;
pub mod view;
mod warn;
pub mod warned;

pub use apply::{QuotaFile, apply_quotas};
pub use count::{Standing, portal_of, standings};
pub use pace::{Light, monday_of, week_light, year_light};
pub use set::set_quota;
pub use warn::{Due, Warning, due_warnings, mail_day, note_warned, note_week};
