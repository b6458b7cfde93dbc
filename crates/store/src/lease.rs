//! Who runs the readers and jobs: one process at a time.

use crate::Store;
use crate::error::Sorted;
use crate::open::Backend;
use chrono::Duration;
use kernel::Result;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::fs::{File, TryLockError};
use tracing::warn;

/// Held while this process runs the readers; dropping it lets another one.
pub struct ReaderLease {
    _file: Option<File>,
    _renewal: Option<Renewal>,
}

struct Renewal(tokio::task::JoinHandle<()>);

impl Drop for Renewal {
    fn drop(&mut self) {
        self.0.abort();
    }
}

const SECONDS: i64 = 15;

impl ReaderLease {
    /// Takes the lease if it is free. SQLite: a lock on `readers.lock`, which ends with the process. PostgreSQL: a row
    /// that is renewed and runs out by itself.
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
                        _renewal: None,
                    })),
                    Err(TryLockError::WouldBlock) => Ok(None),
                    Err(TryLockError::Error(error)) => Err(error.into()),
                }
            }
            Backend::Postgres => {
                let holder = uuid::Uuid::new_v4().to_string();
                if !renew(store, &holder).await? {
                    return Ok(None);
                }
                let store = store.clone();
                let renewal = tokio::spawn(async move {
                    loop {
                        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
                        if let Err(error) = renew(&store, &holder).await {
                            warn!(%error, "The reader lease could not be renewed");
                        }
                    }
                });
                Ok(Some(Self {
                    _file: None,
                    _renewal: Some(Renewal(renewal)),
                }))
            }
        }
    }
}

async fn renew(store: &Store, holder: &str) -> Result<bool> {
    let now = store.clocks().security.now();
    let sql = "insert into lease (name, holder, until) values ('readers', $1, $2) on conflict (name) do update \
               set holder = excluded.holder, until = excluded.until where lease.holder = excluded.holder or lease.until < $3";
    let values = [
        holder.into(),
        (now + Duration::seconds(SECONDS)).into(),
        now.into(),
    ];
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    Ok(store
        .inner
        .writer
        .execute_raw(statement)
        .await
        .sorted()?
        .rows_affected()
        > 0)
}
