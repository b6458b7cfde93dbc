//! The only crate that may hold a database connection.
//!
//! Features read through [`SiteRead`] and write through [`SiteWrite<P>`], both bound to one site; hub duties go
//! through [`HubRead`] and [`HubWrite`], which only the holder of the [`HubKey`] can open. A write transaction
//! buffers its events and audit rows and commits them with its effect.

pub mod audit;
pub mod backup;
mod conn;
mod error;
mod files;
pub mod handover;
mod hub;
pub mod job;
mod lease;
pub mod log;
mod open;
mod owned;
mod query;
mod read;
pub mod testing;
pub mod verify;
mod write;

pub use error::{OnUnique, Unique, WriteError};
pub use files::Files;
pub use hub::{HubKey, HubRead, HubStore, HubWrite};
pub use lease::ReaderLease;
pub use open::{Backend, OpenOptions, Store, open};
pub use owned::{Shared, SiteOwned};
pub use query::{Into, Query};
pub use read::SiteRead;
pub use write::SiteWrite;
