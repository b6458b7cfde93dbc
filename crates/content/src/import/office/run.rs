//! Word files from a folder of the operator's: each becomes a draft.

use super::read::{Office, read_office};
use crate::import::piece::{Piece, render_piece};
use crate::import::report::ImportOptions;
use crate::import::shelf::{Shelf, Stored};
use crate::import::write::{Target, known_keys, write};
use crate::permissions::ImportArticles;
use kernel::{ChannelId, Error, Granted, Result};
use serde::Serialize;
use std::path::{Path, PathBuf};
use store::{Files, Store};

/// What to do with files.
#[derive(Clone, Copy, Debug)]
pub struct OfficeOptions {
    /// Where the drafts will stand.
    pub channel: ChannelId,
    /// Read and check everything, write nothing.
    pub dry_run: bool,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfficeRow {
    /// Its name.
    pub file: String,
    /// The title of its draft; empty where there is none.
    pub title: String,
    /// 草稿, 已有 or 未导入.
    pub outcome: &'static str,
    /// What people should look at.
    pub note: String,
}

/// The result. `files` is always `new + unchanged + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OfficeReport {
    /// Files named.
    pub files: u64,
    /// Drafts made, or that would be.
    pub new: u64,
    /// Files whose very bytes were imported before.
    pub unchanged: u64,
    /// Files not taken.
    pub rejected: u64,
    /// Pictures taken into the library.
    pub pictures: u64,
    /// Nothing was written.
    pub dry_run: bool,
    /// Every file.
    pub rows: Vec<OfficeRow>,
}

impl OfficeReport {
    /// The report as people read it.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "Word 文件 {} 个：新增草稿 {}，已有 {}，未导入 {}；图片 {} 张。",
            self.files, self.new, self.unchanged, self.rejected, self.pictures
        )];
        lines.extend(self.rows.iter().map(|row| {
            let title = if row.title.is_empty() {
                String::new()
            } else {
                format!("“{}”", row.title)
            };
            let note = if row.note.is_empty() {
                String::new()
            } else {
                format!("，{}", row.note)
            };
            format!("{}：{}{title}{note}", row.file, row.outcome)
        }));
        lines
    }
}

/// Imports Word files as drafts. A file whose bytes were imported before is left out; a bad one stops nothing.
///
/// # Errors
/// `channel.closed`; [`Error::NotFound`] for a channel of another site; faults of disk and database.
pub async fn import_office(
    store: &Store,
    granted: Granted<ImportArticles>,
    files: &[PathBuf],
    options: OfficeOptions,
) -> Result<OfficeReport> {
    let aim = ImportOptions {
        channel: options.channel,
        dry_run: options.dry_run,
        syndicate: false,
    };
    let target = Target::open(store, granted.clone(), aim).await?;
    let mut shelf = Shelf::new(store, &granted, None, options.dry_run)?;
    let mut report = OfficeReport {
        dry_run: options.dry_run,
        ..OfficeReport::default()
    };
    for (at, path) in (1..).zip(files) {
        let row = one(store, &target, &mut shelf, path, at).await?;
        report.files += 1;
        match row.outcome {
            NEW => report.new += 1,
            KNOWN => report.unchanged += 1,
            _ => report.rejected += 1,
        }
        report.rows.push(row);
    }
    report.pictures = shelf.taken;
    Ok(report)
}

const NEW: &str = "草稿";
const KNOWN: &str = "已有";
const REFUSED: &str = "未导入";

async fn one(store: &Store, target: &Target, shelf: &mut Shelf, path: &Path, at: u64) -> Result<OfficeRow> {
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let row = |title: &str, outcome, note: String| OfficeRow {
        file: file.clone(),
        title: title.to_owned(),
        outcome,
        note,
    };
    let (reading, name) = (path.to_owned(), file.clone());
    let read = tokio::task::spawn_blocking(move || {
        let bytes = std::fs::read(&reading)
            .map_err(|error| Error::field("file", format!("{}：{error}", reading.display())))?;
        Ok((Files::hash(&bytes), read_office(&name, &bytes)?))
    });
    let (hash, office) = match read.await.map_err(Error::fault)? {
        Ok(read) => read,
        Err(error @ Error::Invalid(_)) => return Ok(row("", REFUSED, error.sentence())),
        Err(other) => return Err(other),
    };
    let key = format!("word:{hash}");
    if !known_keys(&store.read(target.site()), vec![&key])
        .await?
        .is_empty()
    {
        return Ok(row(&office.title, KNOWN, String::new()));
    }
    let title = office.title.clone();
    let (html, pictures, notes) = with_pictures(shelf, office).await?;
    let piece = Piece {
        at,
        key,
        title: title.clone(),
        html,
        source: target.site_name.clone(),
        ..Piece::default()
    };
    match render_piece(piece, &pictures, store.clocks().domain.now()) {
        Ok(ready) => {
            let written = write(store, target, &[ready]).await?;
            let outcome = if written.new == 1 { NEW } else { KNOWN };
            Ok(row(&title, outcome, notes.join("；")))
        }
        Err(why) => Ok(row(&title, REFUSED, why.to_owned())),
    }
}

async fn with_pictures(shelf: &mut Shelf, office: Office) -> Result<(String, Vec<Stored>, Vec<String>)> {
    let (mut html, mut pictures, mut notes) = (office.html, Vec::new(), office.notes);
    for picture in office.pictures {
        match shelf.keep("word.png", picture.bytes, &picture.alt).await? {
            Ok(stored) => {
                html = html.replace(
                    &format!("src=\"{}\"", picture.mark),
                    &format!("src=\"media:{}\"", stored.hash),
                );
                pictures.push(stored);
            }
            Err(why) => notes.push(format!("一张图片未保留（{why}）")),
        }
    }
    Ok((html, pictures, notes))
}
