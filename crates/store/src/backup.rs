//! Online backup and restore of database and files.
//!
//! The database is copied first, the files after it: files are never changed and never removed while an edition may
//! name them, so the files copied are at least those the copied rows name.

use crate::error::Sorted;
use crate::open::Backend;
use crate::{Store, log};
use kernel::{Clocks, Error, Result};
use sea_orm::ConnectionTrait;
use std::path::Path;
use std::process::Command;

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BackupReport {
    /// Files copied (those already there are not copied again).
    pub files: u64,
    /// Bytes of the database copy.
    pub database_bytes: u64,
}

/// Copies database and files to `target` while the system runs.
///
/// # Errors
/// A refusal when `target` holds a backup already; faults of disk or database.
pub async fn backup(store: &Store, database_url: Option<&str>, target: &Path) -> Result<BackupReport> {
    std::fs::create_dir_all(target)?;
    let database = match store.backend() {
        Backend::Sqlite => target.join("zisha.db"),
        Backend::Postgres => target.join("zisha.dump"),
    };
    if database.exists() {
        return Err(Error::field(
            "target",
            format!("{} 已有备份，请换一个目录。", target.display()),
        ));
    }
    match store.backend() {
        Backend::Sqlite => {
            let sql = format!(
                "vacuum into '{}'",
                database.display().to_string().replace('\'', "''")
            );
            vacuum(store.data(), &sql).await?;
        }
        Backend::Postgres => {
            let url = database_url.ok_or_else(|| Error::fault("a backup of PostgreSQL needs its address"))?;
            let done = Command::new("pg_dump")
                .args(["--format=custom", "--file"])
                .arg(&database)
                .arg(url)
                .status()?;
            if !done.success() {
                return Err(Error::fault(format!("pg_dump ended with {done}")));
            }
        }
    }
    std::fs::File::open(&database)?.sync_all()?;
    keep_audit(store.data(), target)?;
    let files = copy_tree(&store.data().join("files"), &target.join("files"))?;
    copy_keys(store.data(), target)?;
    Ok(BackupReport {
        files,
        database_bytes: std::fs::metadata(&database)?.len(),
    })
}

/// Lays a backup down in an empty data folder and begins a new log there, since positions of the old one mean nothing
/// to readers elsewhere. The search index is built anew at the next start.
///
/// # Errors
/// [`Error::Invalid`] when the folder is in use or the source is no backup; faults.
pub async fn restore(
    source: &Path,
    data: &Path,
    database_url: Option<&str>,
    clocks: &Clocks,
) -> Result<BackupReport> {
    std::fs::create_dir_all(data)?;
    let (from, sqlite) = match database_url {
        None => (source.join("zisha.db"), true),
        Some(_) => (source.join("zisha.dump"), false),
    };
    if !from.exists() {
        return Err(Error::field(
            "source",
            format!("{} 不是备份：缺少 {}。", source.display(), from.display()),
        ));
    }
    if sqlite {
        let to = data.join("zisha.db");
        if to.exists() {
            return Err(Error::field(
                "data",
                format!("{} 已有数据库，请恢复到空目录。", data.display()),
            ));
        }
        std::fs::copy(&from, &to)?;
        std::fs::File::open(&to)?.sync_all()?;
        begin_log(&crate::open::sqlite_url(data), clocks).await?;
    } else if let Some(url) = database_url {
        let done = Command::new("pg_restore")
            .args(["--exit-on-error", "--no-owner", "--dbname", url])
            .arg(&from)
            .status()?;
        if !done.success() {
            return Err(Error::fault(format!("pg_restore ended with {done}")));
        }
        begin_log(url, clocks).await?;
    }
    keep_audit(source, data)?;
    let files = copy_tree(&source.join("files"), &data.join("files"))?;
    copy_keys(source, data)?;
    Ok(BackupReport {
        files,
        database_bytes: std::fs::metadata(&from)?.len(),
    })
}

/// On a connection of its own: the readers' may not even write elsewhere, the writer's must stay free.
#[expect(clippy::disallowed_methods, reason = "a connection for the copy alone")]
async fn vacuum(data: &Path, sql: &str) -> Result<()> {
    let connection = sea_orm::Database::connect(crate::open::sqlite_url(data))
        .await
        .sorted()?;
    let copied = connection.execute_unprepared(sql).await.sorted();
    connection.close().await.sorted()?;
    copied.map(|_| ())
}

#[expect(clippy::disallowed_methods, reason = "the store is not open during a restore")]
async fn begin_log(address: &str, clocks: &Clocks) -> Result<()> {
    let connection = sea_orm::Database::connect(address).await.sorted()?;
    log::begin(&connection, clocks.domain.now()).await?;
    connection.close().await.sorted()
}

/// What the audit chain has outside the database: the key of its seals and the rows that were put away. The head stays:
/// the copy's end is its own.
fn keep_audit(from: &Path, to: &Path) -> Result<()> {
    let key = from.join("audit.key");
    if key.exists() {
        // `copy` keeps who may read it.
        std::fs::copy(&key, to.join("audit.key"))?;
    }
    copy_tree(&from.join("audit-archive"), &to.join("audit-archive")).map(|_| ())
}

/// Keys without which rows of the copy could not be read any more.
const KEYS: [&str; 2] = ["contact.key", "secret.key"];

/// A copy keeps the mode of the file: nobody else may read it.
fn copy_keys(from: &Path, to: &Path) -> Result<()> {
    for key in KEYS {
        if from.join(key).exists() {
            std::fs::copy(from.join(key), to.join(key))?;
        }
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<u64> {
    let mut copied = 0;
    if !from.exists() {
        return Ok(0);
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copied += copy_tree(&entry.path(), &target)?;
        } else if !target.exists() {
            std::fs::copy(entry.path(), &target)?;
            copied += 1;
        }
    }
    Ok(copied)
}
