//! 发布前检查: lists that the group and each site keep, what they find in a text, and what that means for its way out.
//! How a text is read is `crates/proof`.

pub mod consent;
mod cure;
pub mod finding;
mod gate;
mod judge;
pub mod list;
mod mark;
mod rules;
pub mod scan;
pub mod staff;
mod stock;

pub use consent::confirm_findings;
pub use cure::cure_text;
pub(crate) use gate::gate;
pub use judge::{of_edition, of_text};
pub(crate) use mark::{marked, marks};
pub use rules::Rules;
pub use scan::{Rescan, Scanner};
pub(crate) use stock::{enter, forget};
