//! The figures (统计): each is defined here and nowhere else.

mod counted;
mod doc;
mod figures;
mod file;
mod filter;
mod kept;
mod list;
mod period;
pub mod public;
mod query;
mod reasons;
mod share;
mod spread;
pub mod staff;
mod table;
mod tally;
mod view;
mod wanted;
mod what;

pub use counted::{Bad, Counted};
pub(crate) use doc::describe;
pub use figures::{AnswerTimes, BoardFigures, Detail, Figures, Names, UnitFigures};
pub use file::{Format, write_file};
pub use filter::Filter;
pub use kept::Kept;
pub(crate) use list::by_ids;
pub use list::{Listed, read_list, read_public_list};
pub use period::Period;
pub use query::{Scope, board_tally, read_figures, read_tally, scope_of};
pub use share::{decimals, percent, shares};
pub use spread::Spread;
pub use table::{Cell, Line, Sheet, sheets};
pub use tally::{Count, Tally};
pub use view::{FigureList, FiguresPage};
pub use wanted::Wanted;
pub use what::What;
