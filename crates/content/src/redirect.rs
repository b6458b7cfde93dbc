//! Old addresses lead on for ever.

mod apply;
pub mod entity;
mod local;
mod public;
mod query;

pub use apply::apply_redirects;
pub(crate) use apply::row;
pub use local::local_path;
pub use public::{get_old_address, short_address};
pub(crate) use public::{lead_on, moved};
pub use query::find;
