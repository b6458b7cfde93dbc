//! Who answers a unit's letters (经办人 and 代办人), and whether they look in every day (专人每天登陆).

pub mod entity;
mod look_in;
mod part;
pub mod query;
mod set;
mod tell;
pub mod told;
pub mod visit;

pub use look_in::look_in;
pub(crate) use look_in::seen_here;
pub use part::{DutyPart, in_words, on_duty};
pub use set::{NewDuty, set_duties};
pub(crate) use tell::{DutyNews, looks_after, message, note_told, tell_duty, was_told};
pub use tell::{DutyTeller, TellDuty};
