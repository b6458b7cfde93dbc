//! Who runs the readers and jobs: one process at a time. Both kinds of lease end with the process that held them,
//! however it ended.

use crate::Store;
use crate::error::Sorted;
use crate::open::Backend;
use kernel::Result;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::fs::{File, TryLockError};
use std::time::Duration;

/// Held while this process runs the readers; dropping it lets another one.
pub struct ReaderLease {
    _file: Option<File>,
    connection: Option<DatabaseConnection>,
}

/// The key of the advisory lock.
const KEY: i64 = 7_234_012;
/// A database that does not say so long whether the lease is held has lost it, for all this process knows.
const PATIENCE: Duration = Duration::from_secs(10);

/// The lease's connection is never exchanged for another one: the lock belongs to it.
const FOR_EVER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

impl ReaderLease {
    /// Takes the lease if it is free. SQLite: a lock on `readers.lock`. PostgreSQL: an advisory lock of a connection of
    /// its own.
    ///
    /// # Errors
    /// Faults of the disk or the database.
    pub async fn try_take(store: &Store) -> Result<Option<Self>> {
        match store.backend() {
            Backend::Sqlite => {
                let file = File::create(store.data().join("readers.lock"))?;
                match file.try_lock() {
                    Ok(()) => Ok(Some(Self {
                        _file: Some(file),
                        connection: None,
                    })),
                    Err(TryLockError::WouldBlock) => Ok(None),
                    Err(TryLockError::Error(error)) => Err(error.into()),
                }
            }
            Backend::Postgres => lock(store).await,
        }
    }

    /// Whether this process still holds it. A file's lock is held as long as the process lives. PostgreSQL frees its lock
    /// with the connection: a restart, a failover or a firewall ends that, and another process may hold the lease then.
    pub async fn is_held(&self) -> bool {
        let Some(connection) = &self.connection else {
            return true;
        };
        // The pool would put a new connection, which holds nothing, in the place of a broken one.
        let sql = format!(
            "select exists (select 1 from pg_locks where locktype = 'advisory' and granted and classid = 0 \
             and objid = {KEY} and objsubid = 1 and pid = pg_backend_pid()) as held"
        );
        let ask = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql));
        match tokio::time::timeout(PATIENCE, ask).await {
            Ok(Ok(Some(row))) => row.try_get("", "held").unwrap_or(false),
            Ok(Ok(None) | Err(_)) | Err(_) => false,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the lock needs a connection of its own")]
async fn lock(store: &Store) -> Result<Option<ReaderLease>> {
    let Some(address) = &store.inner.database_url else {
        return Ok(None);
    };
    let mut single = ConnectOptions::new(address.clone());
    single
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(FOR_EVER)
        .max_lifetime(FOR_EVER)
        .sqlx_logging(false);
    let connection = Database::connect(single).await.sorted()?;
    let ask = Statement::from_string(
        DbBackend::Postgres,
        format!("select pg_try_advisory_lock({KEY}) as held"),
    );
    let answer = connection.query_one_raw(ask).await.sorted()?;
    let held = answer
        .map(|row| row.try_get::<bool>("", "held"))
        .transpose()
        .sorted()?;
    if held == Some(true) {
        return Ok(Some(ReaderLease {
            _file: None,
            connection: Some(connection),
        }));
    }
    connection.close().await.sorted()?;
    Ok(None)
}
