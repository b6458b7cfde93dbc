//! Visits (访问统计): how often public pages are looked at and by how many, without keeping anything of anybody.

pub mod count;
pub mod day;
mod feature;
pub mod permissions;
pub mod salt;
pub mod setting;
pub mod stats;
pub mod tally;

pub use feature::{WHY, feature, templates};
pub use tally::{Counter, Keeper};
