//! Many accounts at once, from CSV or Excel: checked whole before anything is written.

mod apply;
mod check;
mod lines;
mod measure;
pub mod staff;
mod template;
pub mod view;

pub use apply::{Created, Mode, Report, import};
pub use check::{Authority, LineError};
pub use lines::{Bounds, COLUMNS, Line, read, read_in_turn, read_rows};
