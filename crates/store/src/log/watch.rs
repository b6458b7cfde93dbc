//! Hearing of commits by other processes (a command beside the server, another node): one cheap look every moment for
//! all readers together, instead of each reader looking for itself.

use crate::open::{Backend, Inner, sqlite_url};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tracing::warn;

/// Looks until the store is gone.
pub(crate) async fn watch(inner: Weak<Inner>) {
    let connection = match inner.upgrade() {
        Some(inner) => connect(&inner).await,
        None => return,
    };
    let (connection, statement, pause) = match connection {
        Ok(found) => found,
        Err(error) => {
            warn!(%error, "Commits of other processes will be seen late");
            return;
        }
    };
    let mut last = None;
    loop {
        tokio::time::sleep(pause).await;
        let Some(inner) = inner.upgrade() else { return };
        match look(&connection, &statement).await {
            Ok(now) if last != Some(now) => {
                last = Some(now);
                inner.wake.send_modify(|_| {});
            }
            Ok(_) => {}
            Err(error) => warn!(%error, "Commits of other processes were not seen"),
        }
    }
}

/// SQLite: `data_version` changes for a connection when another one commits, so it needs a connection of its own.
#[expect(clippy::disallowed_methods, reason = "a connection that only watches")]
async fn connect(inner: &Arc<Inner>) -> Result<(DatabaseConnection, Statement, Duration), DbErr> {
    let backend = inner.reader.get_database_backend();
    match inner.backend {
        Backend::Sqlite => {
            let mut single = ConnectOptions::new(sqlite_url(&inner.data));
            single
                .max_connections(1)
                .min_connections(1)
                .sqlx_logging(false)
                .test_before_acquire(false);
            let connection = Database::connect(single).await?;
            Ok((
                connection,
                Statement::from_string(backend, "pragma data_version"),
                Duration::from_millis(100),
            ))
        }
        Backend::Postgres => {
            let end = Statement::from_string(backend, "select coalesce(max(id), 0) from event");
            Ok((inner.reader.clone(), end, Duration::from_millis(250)))
        }
    }
}

async fn look(connection: &DatabaseConnection, statement: &Statement) -> Result<i64, DbErr> {
    let row = connection.query_one_raw(statement.clone()).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}
