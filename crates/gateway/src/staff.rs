//! Staff: session → person → proof → page.

mod by;
mod directory;
mod page;

pub use by::{By, COOKIE, Signed};
pub use directory::{StaffDirectory, StaffSession};
pub use page::StaffPage;
