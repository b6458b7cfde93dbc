//! 审计记录: who did what, when, from where, with what result. Rows are written by `store`; here they are read. Reading
//! them is itself recorded.

mod csv;
mod query;
pub mod staff;
pub mod view;
mod words;

pub use query::{Filter, Scope};
pub use words::{KNOWN, action_title};
