//! Staff: session → person → proof → page.

mod by;
mod directory;
mod fresh;
mod page;
mod rights;

pub(crate) use by::{Acting, RefusedForm, RefusedHere};
pub use by::{By, COOKIE, Signed, act_as, notice_cookie};
pub use directory::{Colleague, StaffDirectory, StaffSession};
pub(crate) use fresh::fresh;
pub use page::StaffPage;
pub use rights::rights;
