//! Counting: what a request says of itself, the counts of the last moments in memory, and how they come into the database.

mod agent;
mod batch;
mod counter;
mod keeper;
mod sketch;
mod source;

pub use agent::{Device, device_of, is_robot};
pub use batch::{Batch, Kind};
pub use counter::Counter;
pub(crate) use counter::Salt;
pub use keeper::Keeper;
pub use sketch::Sketch;
pub use source::source_of;
