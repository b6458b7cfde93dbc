//! Placed articles (发布位置) of a site: what is inherited from the source and what is the site's own.

pub mod agree;
pub mod change;
mod form;
mod looks;
pub mod query;
pub mod remove;
pub mod staff;
pub mod view;

pub use agree::agree_correction;
pub use change::{change_place, inherit_field};
pub use form::{Field, Own};
pub(crate) use looks::{Looks, TITLE};
pub use remove::{remove_place, restore_place};
