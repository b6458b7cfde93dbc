//! What other sites may show of an article (转发授权): the source takes it back for one site or all, and gives it again.

pub mod entity;
pub mod query;
mod reason;
pub mod revoke;

pub use reason::Reason;
pub use revoke::{grant_again, revoke};
