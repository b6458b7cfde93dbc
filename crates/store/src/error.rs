//! `DbErr` never leaves this crate.

use kernel::Error;
use sea_orm::{DbErr, RuntimeErr, SqlErr};
use std::time::Duration;

/// A unique key by both its names: PostgreSQL reports the constraint, SQLite the columns.
#[derive(Clone, Copy, Debug)]
pub struct Unique {
    /// `uq_<table>_<columns>`.
    pub name: &'static str,
    /// `<table>.<column>` in order.
    pub columns: &'static [&'static str],
}

/// What an insert or update answers; `?` turns it into [`kernel::Error`].
#[derive(Debug)]
pub struct WriteError(pub(crate) DbErr);

impl WriteError {
    fn violates(&self, key: Unique) -> bool {
        match self.0.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(text)) => {
                text.contains(key.name) || text.ends_with(&key.columns.join(", "))
            }
            Some(_) | None => false,
        }
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        fault(error.0)
    }
}

/// Translates a unique violation where the operation runs: uniqueness is the database's word.
pub trait OnUnique<T> {
    /// Answers `refuse()` when `key` was violated.
    ///
    /// # Errors
    /// The refusal, or whatever else went wrong.
    fn on_unique<E: Into<Error>>(self, key: Unique, refuse: impl FnOnce() -> E) -> kernel::Result<T>;
}

impl<T> OnUnique<T> for Result<T, WriteError> {
    fn on_unique<E: Into<Error>>(self, key: Unique, refuse: impl FnOnce() -> E) -> kernel::Result<T> {
        self.map_err(|error| {
            if error.violates(key) {
                refuse().into()
            } else {
                error.into()
            }
        })
    }
}

/// Sorts a database error into the closed error of the house.
pub(crate) fn fault(error: DbErr) -> Error {
    match &error {
        DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => return Error::NotFound,
        DbErr::ConnectionAcquire(_) => return Error::Busy(Duration::from_secs(1)),
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            if let sqlx::Error::Database(cause) = &**cause {
                let code = cause.code().unwrap_or_default();
                match code.as_ref() {
                    "5" | "6" | "261" | "517" | "40001" | "40P01" => {
                        return Error::Busy(Duration::from_millis(200));
                    }
                    "13" | "53100" | "778" => return Error::ReadOnly("磁盘已满".into()),
                    "8" | "1032" | "25006" => return Error::ReadOnly("数据库只读".into()),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    Error::fault(error)
}

pub(crate) trait Sorted<T> {
    fn sorted(self) -> kernel::Result<T>;
}

impl<T> Sorted<T> for Result<T, DbErr> {
    fn sorted(self) -> kernel::Result<T> {
        self.map_err(fault)
    }
}
