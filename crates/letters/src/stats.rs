//! The figures (统计): each is defined here and nowhere else.

mod figures;
mod period;
mod query;
mod share;

pub use figures::{Count, Figures, Tally, UnitFigures};
pub use period::Period;
pub use query::{Scope, read_figures};
pub use share::{percent, shares};
