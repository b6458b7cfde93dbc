//! What the system writes to people: plain letters in the name of the portal.

mod letterhead;
mod text;

pub use letterhead::Letterhead;
pub use text::{address_changed, closed, factor_changed, link, password_changed, reminder, unused};
