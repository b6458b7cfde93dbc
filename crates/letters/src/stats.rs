//! The figures (统计): each is defined here and nowhere else.

mod doc;
mod figures;
mod period;
pub mod public;
mod query;
mod share;

pub(crate) use doc::describe;
pub use figures::{Count, Figures, Tally, UnitFigures};
pub use period::Period;
pub use query::{Scope, read_figures};
pub use share::{percent, shares};
