//! Background jobs: rows written in the transaction that wants them, run with lease and backoff, parked where staff
//! can see them. A job carries ids, is idempotent and re-reads the truth.

pub mod entity;
mod queue;
mod runner;

pub(crate) use queue::enqueue;
pub use queue::{Job, JobRow};
pub use runner::{JobHandler, JobRunner};
