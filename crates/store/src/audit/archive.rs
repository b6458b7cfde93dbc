//! Old rows leave the table for files. The row that tells of it is itself in the chain and names the last row that
//! left with its hash, so that the table can be verified from there whether or not the files are at hand.

use super::entity::{Column, Entity, Model};
use super::hash::hex;
use super::walk::Read;
use crate::{HubRead, HubStore};
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, Error, Result};
use sea_orm::ColumnTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The law on network security (2026) keeps logs at least six months; no setting goes below.
pub const SHORTEST_KEEP: Duration = Duration::days(184);

/// The action of the row that tells of an archive.
pub(super) const ACTION: &str = "audit.archived";

/// Rows a file.
const BATCH: u64 = 50_000;

/// What one run put away; also the detail of the audit row that tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// First row.
    pub from: i64,
    /// Last row.
    pub to: i64,
    /// Its hash.
    pub hash: String,
    /// The file's name below `audit-archive` in the data folder.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// Moves rows older than `keep` (never less than [`SHORTEST_KEEP`]) into files, a file a batch.
///
/// # Errors
/// Faults of database and disk; then the rows are still in the table.
pub async fn archive(hub: &HubStore, keep: Duration, now: DateTime<Utc>) -> Result<Vec<Archived>> {
    let before = now - keep.max(SHORTEST_KEEP);
    let mut done = Vec::new();
    let newest = hub
        .read()
        .find::<Entity>()
        .desc(Column::Id)
        .limit(1)
        .one()
        .await?;
    // The newest row stays: the next one follows on it.
    let end = newest.map_or(0, |row| row.id);
    while let Some(archived) = archive_batch(hub, before, end).await? {
        done.push(archived);
    }
    Ok(done)
}

async fn archive_batch(hub: &HubStore, before: DateTime<Utc>, end: i64) -> Result<Option<Archived>> {
    let read = hub.read();
    let rows = read.find::<Entity>().asc(Column::Id).limit(BATCH).all().await?;
    let old: Vec<Model> = rows
        .into_iter()
        .take_while(|row| row.at < before && row.id < end)
        .collect();
    let (Some(first), Some(last)) = (old.first(), old.last()) else {
        return Ok(None);
    };
    let (from, to, hash) = (first.id, last.id, last.hash.clone());
    let folder = folder(&hub.inner.data);
    let file = format!("audit-{from:012}-{to:012}.jsonl");
    let target = folder.join(&file);
    let sha256 = tokio::task::spawn_blocking(move || write(&folder, &target, &old))
        .await
        .map_err(Error::fault)??;
    let archived = Archived {
        from,
        to,
        hash,
        file,
        sha256,
    };
    let mut tx = hub.write(Actor::job(ACTION)).await?;
    tx.delete_where::<Entity>(Column::Id.lte(to)).await?;
    tx.audit(None, ACTION, &archived.file, &archived);
    tx.commit().await?;
    Ok(Some(archived))
}

fn folder(data: &Path) -> PathBuf {
    data.join("audit-archive")
}

fn write(folder: &Path, target: &Path, rows: &[Model]) -> Result<String> {
    make_folder(folder)?;
    drop_leftovers(folder, target)?;
    let mut text = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut text, row).map_err(Error::fault)?;
        text.push(b'\n');
    }
    let part = target.with_extension("part");
    let mut file = make_file(&part)?;
    file.write_all(&text)?;
    file.sync_all()?;
    std::fs::rename(&part, target)?;
    // The rows leave the database next: the file's name must be on the disk before.
    std::fs::File::open(folder)?.sync_all()?;
    Ok(hex(&Sha256::digest(&text)))
}

/// The records name people: nobody else on the machine reads them.
fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn make_file(path: &Path) -> Result<std::fs::File> {
    // One that an interrupted run left may have other rights.
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// A file that begins with the same row was written by a run that ended before its rows left the table. They are in the table
/// still, so the file is nothing but a second copy, which would look like rows that were put in.
fn drop_leftovers(folder: &Path, target: &Path) -> Result<()> {
    let first = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        name.starts_with("audit-")
            .then(|| name.split('-').nth(1).map(str::to_owned))?
    };
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path != target && first(&path).is_some() && first(&path) == first(target) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The newest row that tells of an archive.
pub(super) async fn anchor(db: &HubRead) -> Result<Option<Archived>> {
    let rows = db
        .find::<Entity>()
        .filter(Column::Action.eq(ACTION))
        .desc(Column::Id)
        .limit(1)
        .all()
        .await?;
    Ok(rows
        .first()
        .and_then(|row| serde_json::from_str(&row.detail).ok()))
}

/// A file of the archive.
pub(super) struct ArchiveFile {
    path: PathBuf,
    from: i64,
}

/// The files, oldest rows first.
pub(super) fn files(data: &Path) -> Result<Vec<ArchiveFile>> {
    let mut files = Vec::new();
    let folder = folder(data);
    if !folder.exists() {
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let from = name.split('-').nth(1).and_then(|from| from.parse().ok());
        if let Some(from) = from.filter(|_| path.extension().is_some_and(|kind| kind == "jsonl")) {
            files.push(ArchiveFile { path, from });
        }
    }
    files.sort_by_key(|file| file.from);
    Ok(files)
}

impl ArchiveFile {
    /// Its rows; a line that is no row any more counts as the row of its place.
    pub(super) fn read(&self) -> Result<Vec<Read>> {
        let bytes = std::fs::read(&self.path)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut next = self.from;
        let mut rows = Vec::new();
        for line in text.lines() {
            let read = match serde_json::from_str::<Model>(line) {
                Ok(row) => {
                    next = row.id + 1;
                    Read::Row(Box::new(row))
                }
                Err(_) => {
                    next += 1;
                    Read::Unreadable(next - 1)
                }
            };
            rows.push(read);
        }
        Ok(rows)
    }
}
