//! A database per test, cloned from one migrated template: SQLite by copying a file, PostgreSQL (when
//! `ZISHA_TEST_DATABASE_URL` is set) by `create database … template …`.

use crate::error::Sorted;
use crate::{HubKey, HubStore, OpenOptions, Store, open};
use kernel::{Clocks, Error, Result};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// A store that goes away with its folder.
pub struct TestStore {
    /// The store.
    pub store: Store,
    /// The key to all its sites.
    pub key: HubKey,
    /// `postgres://…` when the test runs there.
    pub database_url: Option<String>,
    folder: TempDir,
    _left: Left,
}

/// Databases of this process that their tests are done with.
static DONE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Says at the end of a test that its database may go.
struct Left(Option<String>);

impl Drop for Left {
    fn drop(&mut self) {
        let name = self.0.as_deref().and_then(|url| url.rsplit('/').next());
        if let (Some(name), Ok(mut done)) = (name, DONE.lock()) {
            done.push(name.to_owned());
        }
    }
}

impl TestStore {
    /// A fresh database with the schema of `M`.
    ///
    /// # Errors
    /// Faults of the database or the disk.
    pub async fn new<M: MigratorTrait>() -> Result<Self> {
        Self::with_clocks::<M>(Clocks::system()).await
    }

    /// The same on other clocks.
    ///
    /// # Errors
    /// Faults of the database or the disk.
    pub async fn with_clocks<M: MigratorTrait>(clocks: Clocks) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database_url = fresh_database::<M>(folder.path()).await?;
        let options = OpenOptions {
            data: folder.path().to_owned(),
            database_url: database_url.clone(),
            clocks,
            migrate: false,
        };
        let (store, key) = open::<M>(options).await?;
        Ok(Self {
            store,
            key,
            _left: Left(database_url.clone()),
            database_url,
            folder,
        })
    }

    /// A hub door for the test itself.
    #[must_use]
    pub fn hub(&self) -> HubStore {
        self.key.grant(&self.store, "a test looks at everything")
    }

    /// Two at the same moment: on PostgreSQL `first`, which has written and now commits, does so only when `second` waits
    /// for one of its rows, having read them as they were. SQLite has one writer, so there `second` comes afterwards.
    ///
    /// # Errors
    /// Those of `first`, and faults of the database.
    pub async fn at_once<T>(
        &self,
        first: impl Future<Output = Result<()>>,
        second: impl Future<Output = T>,
    ) -> Result<T> {
        if self.database_url.is_none() {
            first.await?;
            return Ok(second.await);
        }
        let mut second = std::pin::pin!(second);
        loop {
            tokio::select! {
                done = &mut second => {
                    first.await?;
                    return Ok(done);
                }
                waits = self.somebody_waits() => if waits? {
                    break;
                },
            }
        }
        let (done, second) = tokio::join!(first, second);
        done?;
        Ok(second)
    }

    async fn somebody_waits(&self) -> Result<bool> {
        let sql = "select count(*) from pg_stat_activity \
                   where datname = current_database() and wait_event_type = 'Lock'";
        let reader = &self.store.inner.reader;
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let row = reader.query_one_raw(statement).await.sorted()?;
        let waiting: i64 = match row {
            Some(row) => row.try_get_by_index(0).sorted()?,
            None => 0,
        };
        Ok(waiting > 0)
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.folder.path()
    }
}

/// Lays a migrated database into an empty data folder (SQLite), or makes one and answers its address (PostgreSQL).
///
/// # Errors
/// Faults of the database or the disk.
pub async fn fresh_database<M: MigratorTrait>(data: &Path) -> Result<Option<String>> {
    match std::env::var("ZISHA_TEST_DATABASE_URL") {
        Ok(server) if !server.is_empty() => fresh_postgres::<M>(&server).await.map(Some),
        Ok(_) | Err(_) => fresh_sqlite::<M>(data).await.map(|()| None),
    }
}

async fn fresh_sqlite<M: MigratorTrait>(data: &Path) -> Result<()> {
    static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
    let (_, template) = TEMPLATE
        .get_or_try_init(|| async {
            let folder = tempfile::tempdir()?;
            let made = folder.path().join("made");
            let options = OpenOptions {
                data: made.clone(),
                database_url: None,
                clocks: Clocks::system(),
                migrate: true,
            };
            let (store, _) = open::<M>(options).await?;
            let file = folder.path().join("template.db");
            let sql = format!("vacuum into '{}'", file.display());
            store.inner.writer.execute_unprepared(&sql).await.sorted()?;
            Ok::<_, Error>((folder, file))
        })
        .await?;
    std::fs::create_dir_all(data)?;
    std::fs::copy(template, data.join("zisha.db"))?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "databases are made beside the store")]
async fn fresh_postgres<M: MigratorTrait>(server: &str) -> Result<String> {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let (base, _) = server
        .rsplit_once('/')
        .ok_or_else(|| Error::fault("ZISHA_TEST_DATABASE_URL names no database"))?;
    let admin = Database::connect(server).await.sorted()?;
    let template = TEMPLATE
        .get_or_try_init(|| async {
            sweep(&admin).await?;
            let name = database_name("template");
            admin
                .execute_unprepared(&format!("create database {name}"))
                .await
                .sorted()?;
            let connection = Database::connect(format!("{base}/{name}")).await.sorted()?;
            M::up(&connection, None).await.sorted()?;
            connection.close().await.sorted()?;
            Ok::<_, Error>(name)
        })
        .await?;
    let done = DONE.lock().map(|mut done| std::mem::take(&mut *done));
    for name in done.unwrap_or_default() {
        remove(&admin, &name).await;
    }
    let name = database_name("test");
    // Two tests of one process may clone at once; PostgreSQL refuses while the template is in use, so they take turns.
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let turn = TURN.lock().await;
    admin
        .execute_unprepared(&format!("create database {name} template {template}"))
        .await
        .sorted()?;
    drop(turn);
    admin.close().await.sorted()?;
    Ok(format!("{base}/{name}"))
}

/// A name for a database of this process: `test_4711_…`.
#[must_use]
pub fn database_name(kind: &str) -> String {
    format!("{kind}_{}_{}", std::process::id(), uuid::Uuid::new_v4().simple())
}

/// Drops what test programs that have ended left on the server: hundreds of databases would fill the disk in one run.
///
/// # Errors
/// Faults of the server when it is asked for the names.
pub async fn sweep(admin: &DatabaseConnection) -> Result<()> {
    let names = admin
        .query_all_raw(Statement::from_string(
            DbBackend::Postgres,
            "select datname from pg_database where datname ~ '^[a-z]+_[0-9]+_[0-9a-f]{32}$'",
        ))
        .await
        .sorted()?;
    for row in names {
        let name: String = row.try_get_by_index(0).sorted()?;
        let ended = name
            .split('_')
            .nth(1)
            .is_some_and(|process| !Path::new("/proc").join(process).exists());
        if ended {
            remove(admin, &name).await;
        }
    }
    Ok(())
}

/// Drops a database and breaks off who still holds a connection to it.
async fn remove(admin: &DatabaseConnection, name: &str) {
    // Another program may sweep at the same time; what could not be dropped is dropped by the next.
    let sql = format!("drop database if exists {name} with (force)");
    let _removed = admin.execute_unprepared(&sql).await;
}
