//! `DbErr` never leaves this crate.

use kernel::Error;
use sea_orm::{DbErr, RuntimeErr, SqlErr};
use std::borrow::Cow;
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
        _ => {}
    }
    if let Some(reason) = read_only(&error) {
        return Error::ReadOnly(reason.into());
    }
    match code(&error).as_deref() {
        Some("5" | "6" | "261" | "517" | "40001" | "40P01") => Error::Busy(Duration::from_millis(200)),
        Some(_) | None => Error::fault(error),
    }
}

/// Why the database takes no writes, if that is what it says.
pub(crate) fn read_only(error: &DbErr) -> Option<&'static str> {
    match code(error)?.as_ref() {
        "13" | "53100" | "778" => Some("磁盘已满"),
        "8" | "1032" | "25006" => Some("数据库只读"),
        _ => None,
    }
}

/// The database's own code for what went wrong.
fn code(error: &DbErr) -> Option<Cow<'_, str>> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    match &**cause {
        sqlx::Error::Database(cause) => cause.code(),
        _ => None,
    }
}

pub(crate) trait Sorted<T> {
    fn sorted(self) -> kernel::Result<T>;
}

impl<T> Sorted<T> for Result<T, DbErr> {
    fn sorted(self) -> kernel::Result<T> {
        self.map_err(fault)
    }
}
