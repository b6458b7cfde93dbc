//! What the system writes to people: plain letters in the name of the portal.

mod letterhead;
mod text;

pub use letterhead::Letterhead;
pub use text::{closed, link, password_changed, reminder, unused};
