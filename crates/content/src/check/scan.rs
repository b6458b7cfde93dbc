//! 复查: the stock of a site is read again, in pieces, by a job.

pub mod entity;
pub(crate) mod read;
mod run;

pub use read::{Column as PassedColumn, Entity as Passed};
pub use run::{Rescan, Scanner};
