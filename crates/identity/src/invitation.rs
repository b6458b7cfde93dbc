//! One-time links: the first password of a new account, the next one after a reset, or after it was forgotten.

mod accept;
mod deliver;
pub mod entity;
mod issue;
pub mod public;
pub mod query;
mod revoke;
pub mod view;

pub use accept::{accept, open};
pub use deliver::{Delivered, deliver};
pub(crate) use issue::revoke_all;
pub use issue::{Authority, Purpose, issue, issue_on_site, path};
pub use revoke::{renew, revoke};
