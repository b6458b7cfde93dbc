//! Citizens: another realm than staff. Another cookie, another directory, another type: nothing here can open a page
//! that takes [`crate::By`], and no staff session can become a [`Citizen`].

#[expect(clippy::module_inception, reason = "the noun itself, as handlers take it")]
mod citizen;
mod directory;

pub use citizen::{COOKIE, Citizen};
pub use directory::{CitizenDirectory, CitizenSession};
