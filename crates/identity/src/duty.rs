//! Duties (网站管理责任): which post (职务) of a site's owner answers for what. Posts hold duties, not persons: who leaves
//! takes no duty along, and a duty without a holder is to be seen.

pub mod entity;
mod kind;
pub mod public;
mod remove;
mod save;
pub mod staff;
pub mod view;

pub use kind::Kind;
pub use remove::remove_duty;
pub use save::{NewDuty, save_duty};
