//! Rules (汇聚规则): channel of a site → channel of this site, automatically or over the desk.

pub mod apply;
mod choice;
pub mod create;
pub mod edit;
pub mod end;
pub mod entity;
mod form;
mod mode;
pub mod preview;
pub mod query;
pub mod staff;
mod terms;
pub mod view;

pub use apply::{Applied, RuleFile, apply_rules};
pub use choice::{Source, find_source};
pub use create::create_rule;
pub use edit::edit_rule;
pub use end::end_rule;
pub use mode::Mode;
pub use preview::{Preview, imagined, preview};
pub use terms::{Terms, TermsForm};
