//! Taking in the history of a board from a file (历史来信).

mod here;
mod row;
mod run;
mod units;

pub use row::{COLUMNS, Given, REQUIRED, Sheet, SheetLine};
pub use run::{ImportOptions, ImportReport, Rejected, import_letters};
