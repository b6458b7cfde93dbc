//! What citizens read of a unit when they choose where to write (单位名录): other names and duties. The unit itself is the
//! group's; the portal's administrators set these words for all, another site's for its own unit.

mod describe;
pub mod staff;

pub use describe::{NewWords, describe_unit};
