//! Who answers a unit's letters, and whether they look in every day (专人每天登陆).

pub mod entity;
pub mod visit;
