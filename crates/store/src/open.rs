//! Opening a database, beginning and committing.

use crate::conn::Conn;
use crate::error::{Sorted, WriteError, fault, read_only};
use crate::write::Outbox;
use crate::{Files, HubKey, SiteRead, SiteWrite, audit, log};
use kernel::event::Event;
use kernel::{Clocks, Error, Granted, Permission, Result, SiteId, Uid};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    Value,
};
use sea_orm_migration::MigratorTrait;
use sqlx::{Connection, SqliteConnection};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

kernel::refusals! {
    /// `serve` never migrates behind the operator's back.
    PENDING_MIGRATIONS = "store.pending_migrations", "数据库结构需要升级，请先备份，再运行 zisha migrate。";
    /// An older program must not touch a newer database.
    NEWER_DATABASE = "store.newer_database", "数据库由更新的版本建立，请升级程序后再启动。";
}

/// Which database is behind the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, WAL, one writer.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// How to open.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The data folder: database file (SQLite), files, index, locks, audit head.
    pub data: PathBuf,
    /// `postgres://…`, or nothing for SQLite in the data folder.
    pub database_url: Option<String>,
    /// The two clocks.
    pub clocks: Clocks,
    /// Applies pending migrations (after a copy of an SQLite file); otherwise they are a refusal.
    pub migrate: bool,
}

/// The database and files of one box. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

type Hook = Box<dyn Fn(&[Event]) + Send + Sync>;

pub(crate) struct Inner {
    pub(crate) reader: DatabaseConnection,
    pub(crate) writer: DatabaseConnection,
    pub(crate) backend: Backend,
    pub(crate) data: PathBuf,
    pub(crate) database_url: Option<String>,
    pub(crate) clocks: Clocks,
    pub(crate) log: (i64, Uid),
    pub(crate) files: Files,
    pub(crate) wake: watch::Sender<i64>,
    audit_head: audit::HeadFile,
    seal: audit::SealKey,
    algorithm: Mutex<audit::Algorithm>,
    hooks: Mutex<Vec<Hook>>,
    trouble: Mutex<Option<String>>,
}

/// Opens the store with a schema given as a value, and makes the one [`HubKey`].
///
/// # Errors
/// A refusal for pending or unknown migrations; faults of the database or the disk.
pub async fn open<M: MigratorTrait>(options: OpenOptions) -> Result<(Store, HubKey)> {
    std::fs::create_dir_all(&options.data)?;
    let (backend, writer, reader) = connect(&options).await?;
    migrate::<M>(&options, backend, &writer).await?;
    let now = options.clocks.domain.now();
    let log = log::current(&writer, now).await?;
    let files = Files::local(&options.data.join("files"))?;
    let head_file = options.data.join("audit.head");
    let (wake, _) = watch::channel(0);
    let seal = audit::SealKey::open(&options.data)?;
    let inner = Inner {
        reader,
        writer,
        backend,
        data: options.data,
        database_url: options.database_url,
        clocks: options.clocks,
        log,
        files,
        wake,
        audit_head: audit::HeadFile::new(head_file),
        seal,
        algorithm: Mutex::default(),
        hooks: Mutex::default(),
        trouble: Mutex::default(),
    };
    let inner = Arc::new(inner);
    tokio::spawn(log::watch(Arc::downgrade(&inner)));
    Ok((Store { inner }, HubKey(())))
}

#[expect(clippy::disallowed_methods, reason = "the one home of a connection")]
async fn connect(options: &OpenOptions) -> Result<(Backend, DatabaseConnection, DatabaseConnection)> {
    if let Some(url) = &options.database_url {
        let mut pool = ConnectOptions::new(url.clone());
        pool.max_connections(16)
            .min_connections(1)
            .sqlx_logging(false)
            .acquire_timeout(Duration::from_secs(10));
        let connection = Database::connect(pool).await.sorted()?;
        return Ok((Backend::Postgres, connection.clone(), connection));
    }
    let url = sqlite_url(&options.data);
    let writer = Database::connect(sqlite_options(&url, 1, false)).await.sorted()?;
    let reader = Database::connect(sqlite_options(&url, 8, true)).await.sorted()?;
    Ok((Backend::Sqlite, writer, reader))
}

pub(crate) fn sqlite_url(data: &Path) -> String {
    format!("sqlite://{}?mode=rwc", data.join("zisha.db").display())
}

fn sqlite_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("temp_store", "memory")
                .pragma("cache_size", "-16384")
                .pragma("mmap_size", "268435456")
                .statement_cache_capacity(256);
            if read_only {
                sqlite.pragma("query_only", "on")
            } else {
                sqlite
            }
        });
    if !read_only {
        options.map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(is_outside_transactions(connection)));
    }
    options
}

/// Whether the writer is free of what was before. A commit that failed for want of space may have undone the transaction
/// already; then the rollback after it fails too, the connection counts one level too many, and the next write that is
/// undone leaves a transaction open into which all later commits would vanish. Such a connection is replaced.
async fn is_outside_transactions(
    connection: &mut SqliteConnection,
) -> std::result::Result<bool, sqlx::Error> {
    // A rollback is only asked for when a transaction is dropped; it is done before this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the lock and the migrations need one connection of their own"
)]
async fn migrate<M: MigratorTrait>(
    options: &OpenOptions,
    backend: Backend,
    writer: &DatabaseConnection,
) -> Result<()> {
    let (Backend::Postgres, Some(url)) = (backend, &options.database_url) else {
        return migrate_locked::<M>(options, backend, writer).await;
    };
    // Two nodes that start together must not race. The lock belongs to a connection, so there is exactly one; closing
    // it lets go of the lock whatever happened.
    let mut single = ConnectOptions::new(url.clone());
    single.max_connections(1).sqlx_logging(false);
    let alone = Database::connect(single).await.sorted()?;
    alone
        .execute_unprepared("select pg_advisory_lock(7234010)")
        .await
        .sorted()?;
    let done = migrate_locked::<M>(options, backend, &alone).await;
    alone.close().await.sorted()?;
    done
}

async fn migrate_locked<M: MigratorTrait>(
    options: &OpenOptions,
    backend: Backend,
    writer: &DatabaseConnection,
) -> Result<()> {
    let applied = M::get_migration_models(writer).await.sorted().unwrap_or_default();
    let known: Vec<String> = M::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    if applied.iter().any(|row| !known.contains(&row.version)) {
        return Err(NEWER_DATABASE.into());
    }
    if applied.len() == known.len() {
        return Ok(());
    }
    if !applied.is_empty() {
        if !options.migrate {
            return Err(PENDING_MIGRATIONS.into());
        }
        if backend == Backend::Sqlite {
            let copy = options.data.join(format!("zisha.before-{}.db", known.len()));
            let sql = format!("vacuum into '{}'", copy.display().to_string().replace('\'', "''"));
            writer.execute_unprepared(&sql).await.sorted()?;
        }
    }
    M::up(writer, None).await.sorted()
}

impl Store {
    /// Opens the reading door of a site.
    #[must_use]
    pub fn read(&self, site: SiteId) -> SiteRead {
        SiteRead {
            conn: Conn::Pool(self.inner.reader.clone()),
            site,
            now: self.inner.clocks.domain.now(),
        }
    }

    /// Opens the writing door of the grant's site.
    ///
    /// # Errors
    /// [`Error::Busy`] when the database is not to be had in time; faults.
    pub async fn write<P: Permission>(&self, granted: impl Into<Granted<P>>) -> Result<SiteWrite<P>> {
        let granted = granted.into();
        let site = granted.site();
        let tx = self.inner.begin(Some(site)).await?;
        let read = SiteRead {
            conn: Conn::Tx(Arc::new(tx)),
            site,
            now: self.inner.clocks.domain.now(),
        };
        Ok(SiteWrite::new(read, granted, self.inner.clone()))
    }

    /// The files of this box.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.inner.files
    }

    /// The two clocks.
    #[must_use]
    pub fn clocks(&self) -> &Clocks {
        &self.inner.clocks
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.inner.data
    }

    /// How new audit rows are hashed from now on; older rows keep their way.
    pub fn hash_audit_with(&self, algorithm: audit::Algorithm) {
        *self
            .inner
            .algorithm
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = algorithm;
    }

    /// Which database.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.inner.backend
    }

    /// The uid of the current log.
    #[must_use]
    pub fn log(&self) -> Uid {
        self.inner.log.1
    }

    /// Runs `hook` after each commit *of this process*, before the committer's caller goes on. For effects that must
    /// be true when the answer leaves and are cheap to repeat: dropping cached pages. Everything else is a reader.
    pub fn after_commit(&self, hook: impl Fn(&[Event]) + Send + Sync + 'static) {
        self.inner
            .hooks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Box::new(hook));
    }

    /// Why writes are refused at the moment, if they are.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.inner
            .trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Tries to write again where writes were refused, so that a box to which nobody writes learns that there is room.
    pub async fn try_again(&self) {
        if self.trouble().is_some() && self.inner.write_nothing().await.is_ok() {
            *self.inner.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn ping(&self) -> Result<()> {
        self.inner
            .reader
            .execute_unprepared("select 1")
            .await
            .sorted()
            .map(|_| ())
    }
}

impl Inner {
    pub(crate) async fn begin(&self, site: Option<SiteId>) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = self
            .writer
            .begin_with_options(options)
            .await
            .map_err(|error| self.note(fault(error)))?;
        if self.backend == Backend::Postgres {
            let site = site.map_or_else(|| "hub".to_owned(), |site| site.to_string());
            let set = "select set_config('app.site_id', $1, true)";
            tx.execute_raw(Statement::from_sql_and_values(
                DbBackend::Postgres,
                set,
                [site.into()],
            ))
            .await
            .sorted()?;
        }
        Ok(tx)
    }

    /// A transaction that reads: of SQLite its own view from the first read on, of PostgreSQL one snapshot for all of them.
    pub(crate) async fn begin_read(&self) -> Result<DatabaseTransaction> {
        let options = match self.backend {
            Backend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            Backend::Sqlite => TransactionOptions::default(),
        };
        self.reader
            .begin_with_options(options)
            .await
            .map_err(|error| self.note(fault(error)))
    }

    /// Writes a row that means nothing. It must differ each time: SQLite does not write what is there already.
    async fn write_nothing(&self) -> Result<()> {
        let tx = self.begin(None).await?;
        let sql = "insert into write_probe (name, value, at) values ('probe', $1, $2) \
                   on conflict (name) do update set value = excluded.value";
        let now = self.clocks.security.now();
        let values = [uuid::Uuid::new_v4().to_string().into(), now.into()];
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        tx.execute_raw(statement).await.sorted()?;
        tx.commit().await.sorted()
    }

    pub(crate) async fn commit(
        &self,
        tx: Arc<DatabaseTransaction>,
        outbox: Outbox,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<()> {
        let done = self.commit_noted(tx, outbox, now).await;
        match done {
            Ok(()) => {
                *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
                Ok(())
            }
            Err(error) => Err(self.note(error)),
        }
    }

    async fn commit_noted(
        &self,
        tx: Arc<DatabaseTransaction>,
        outbox: Outbox,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<()> {
        if outbox.dirty && !outbox.exempt && outbox.events.is_empty() && outbox.audits.is_empty() {
            return Err(Error::fault("a write without event or audit row"));
        }
        // The log's lock comes last and is held for the shortest time; so order of ids is order of commits.
        if self.backend == Backend::Postgres && !(outbox.events.is_empty() && outbox.audits.is_empty()) {
            tx.execute_unprepared("select pg_advisory_xact_lock(7234011)")
                .await
                .sorted()?;
        }
        let events = log::append(&*tx, self.log, outbox.events, now).await?;
        let algorithm = *self.algorithm.lock().unwrap_or_else(PoisonError::into_inner);
        let head = audit::append(&*tx, outbox.audits, now, (algorithm, &self.seal)).await?;
        let tx = Arc::into_inner(tx).ok_or_else(|| Error::fault("a reader outlived its transaction"))?;
        tx.commit().await.sorted()?;
        if let Some(head) = head {
            self.audit_head.keep(&head);
        }
        if let Some(last) = events.last() {
            for hook in self.hooks.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                hook(&events);
            }
            let last = last.id.0;
            self.wake.send_modify(|seen| *seen = last.max(*seen));
        }
        Ok(())
    }

    /// Sorts what a write answered, remembering why writes are refused.
    pub(crate) fn refused(&self, error: DbErr) -> WriteError {
        if let Some(reason) = read_only(&error) {
            *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
        }
        WriteError(error)
    }

    /// Remembers why writes are refused, for the readiness probe.
    pub(crate) fn note(&self, error: Error) -> Error {
        if let Error::ReadOnly(reason) = &error {
            *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.clone());
        }
        error
    }
}

/// Waits for `what` and holds it until the transaction ends. SQLite has one writer anyway.
pub(crate) async fn in_turn(conn: &Conn, what: &str) -> Result<()> {
    if conn.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "select pg_advisory_xact_lock(7234013, hashtext($1))",
        [what.into()],
    );
    conn.execute_raw(statement).await.sorted()?;
    Ok(())
}

/// Takes `count` numbers from a site's counter.
pub(crate) async fn take_numbers(conn: &Conn, site: i64, counter: &str, count: i64) -> Result<i64> {
    let taken = take_all_numbers(conn, counter, &[(site, count)]).await?;
    let first = taken.get(&site).copied();
    first.ok_or_else(|| Error::fault("the counter gave nothing"))
}

/// The same of several sites, each named once, in one statement for a thousand of them; answers each site's first.
pub(crate) async fn take_all_numbers(
    conn: &Conn,
    counter: &str,
    wanted: &[(i64, i64)],
) -> Result<HashMap<i64, i64>> {
    let mut first = HashMap::new();
    for some in wanted.chunks(1000) {
        let rows: Vec<String> = (0..some.len())
            .map(|n| format!("(${}, $1, ${})", n * 2 + 2, n * 2 + 3))
            .collect();
        let sql = format!(
            "insert into site_counter (site_id, name, value) values {} \
             on conflict (site_id, name) do update set value = site_counter.value + excluded.value \
             returning site_id, value",
            rows.join(", ")
        );
        let of_each = some.iter().flat_map(|(site, count)| [*site, *count]);
        let values = std::iter::once(Value::from(counter)).chain(of_each.map(Value::from));
        let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
        let counts: HashMap<i64, i64> = some.iter().copied().collect();
        for row in conn.query_all_raw(statement).await.sorted()? {
            let site: i64 = row.try_get("", "site_id").sorted()?;
            let last: i64 = row.try_get("", "value").sorted()?;
            first.insert(site, last - counts.get(&site).copied().unwrap_or_default() + 1);
        }
    }
    Ok(first)
}
