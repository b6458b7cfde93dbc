//! Figures of a period: by day, page, channel, source, device; on the portal of all sites together.

mod figures;
mod file;
mod period;
mod query;
pub mod staff;
mod table;
mod view;

pub use figures::{Figures, Line};
pub use period::{Period, Span};
pub use query::{Scope, figures_of};
pub use table::{Table, tables};
pub use view::{VisitPage, VisitSettings};
