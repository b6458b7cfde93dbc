//! Who answers a unit's letters, and whether they look in every day (专人每天登陆).

pub mod entity;
mod look_in;
pub mod visit;

pub use look_in::look_in;
pub(crate) use look_in::seen_here;
