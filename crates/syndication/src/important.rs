//! Important items of the State Council (国务院重要政策信息): the portal marks them with the time they were issued, and it is
//! measured on which sites they stood within 24 hours, pushed down, by a rule, or as the site's own repost.

pub mod csv;
pub mod entity;
mod form;
pub mod mark;
pub mod measure;
pub mod own;
pub mod staff;
pub mod verdict;
pub mod view;

pub use mark::{mark_important, unmark_important};
pub use own::{register_own, unregister_own};
pub use verdict::Verdict;
