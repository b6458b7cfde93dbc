//! The group's one index on disk.
//!
//! ```text
//! data/index/CURRENT          name of the generation in use, replaced atomically
//! data/index/v1-000003/       a generation: one tantivy index
//! data/index/writer.lock      held by the one process that may write
//! ```
//!
//! One document per origin article with all its places. A commit carries the reader's [`Cursor`] in its
//! payload, so effect and position are one. Reading needs no lock: a command may search and verify
//! beside a running server.

mod change;
mod collector;
mod cursor;
mod draft;
mod generation;
mod handle;
mod inventory;
mod rebuild;
mod schema;
mod search;
mod writer;

pub use change::Change;
pub use cursor::Cursor;
pub use handle::Index;
pub use inventory::{Stamp, stamp, stamps};
pub use rebuild::Rebuild;
pub use search::{Found, Hit};

pub(crate) use schema::{Fields, section_of_site};

use kernel::Error;
use std::time::Duration;
use tantivy::TantivyError;

/// Translates tantivy's errors: a full disk and a held lock are conditions, the rest are faults.
fn fault(error: TantivyError) -> Error {
    use tantivy::directory::error::LockError;
    let io = match &error {
        TantivyError::IoError(io) => Some(io.kind()),
        TantivyError::LockFailure(LockError::LockBusy, _) => return Error::Busy(Duration::from_secs(1)),
        _ => None,
    };
    match io {
        Some(kind @ (std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)) => {
            Error::from(std::io::Error::from(kind))
        }
        _ => Error::fault(error),
    }
}
