//! The copy of a file that the public may have.

use super::{Checked, Words, area, check_file, entity, read_words, telling_lines};
use crate::assessment::{Part, write_pdf};
use crate::letter::clean_text;
use crate::refusals::{FILE_LOCKED, FILE_NOT_FOR_PUBLIC};
use bytes::Bytes;
use gateway::UploadedFile;
use kernel::{Error, Result};
use picture::{Format, decode};
use store::Files;

/// The longer side of a picture for the public.
const LONG_SIDE: u32 = 2560;

/// A copy whose bytes are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCopy {
    /// Name.
    pub name: String,
    /// Type.
    pub content_type: String,
    /// SHA-256.
    pub hash: String,
    /// Bytes.
    pub size: i64,
}

/// What a copy is made of: a name and bytes.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    bytes: Bytes,
    /// SHA-256 of the bytes, or of the words that they were made of.
    stamp: String,
}

/// What a program saw in a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// SHA-256 of what was looked at: what the desk vouches for is this and nothing else.
    pub stamp: String,
    /// The first lines that lead to a person, masked.
    pub lines: Vec<String>,
    /// How many such lines there are in all.
    pub count: usize,
    /// Whether parts of it, or all, hold no words that a program can read.
    pub unread: bool,
}

impl Looked {
    /// Whether a program read everything and has nothing to say.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.count == 0 && !self.unread
    }
}

impl Source {
    /// A page of words, as PDF. What leads to a person is masked once more.
    #[must_use]
    pub fn of_words(row: &entity::Model, words: &str, writer: &str) -> Self {
        let stem = row.name.rsplit_once('.').map_or("附件", |(stem, _)| stem);
        let heading = clean_text(stem, writer);
        let lines = clean_text(words, writer);
        let lines = lines.lines().filter(|line| !line.trim().is_empty());
        let lines: Vec<&str> = lines.map(str::trim).collect();
        let stamp = Files::hash(lines.join("\n").as_bytes());
        let mut parts = vec![Part::Heading(format!("{heading}（文字版）"))];
        parts.extend(lines.into_iter().map(|line| Part::Text(line.to_owned())));
        Self {
            name: format!("{stem}（文字版）.pdf"),
            bytes: write_pdf(&parts).into(),
            stamp,
        }
    }

    /// Looks for what leads to a person. A picture is clear: only people can read it, and the desk says that it did.
    ///
    /// # Errors
    /// `letter.file_locked`; [`Error::Invalid`] for a file that cannot be taken; faults.
    pub async fn look(&self, writer: &str) -> Result<Looked> {
        let (source, writer) = (self.clone(), writer.to_owned());
        let looked = tokio::task::spawn_blocking(move || looked(source, &writer));
        looked.await.map_err(Error::fault)?
    }
}

fn looked(source: Source, writer: &str) -> Result<Looked> {
    let file = checked(&source)?;
    let (found, unread) = match read_words(file.content_type, &file.bytes) {
        Words::Locked => return Err(FILE_LOCKED.into()),
        Words::None => (Default::default(), !file.content_type.starts_with("image/")),
        Words::Read { text, whole } => (telling_lines(&text, writer), !whole),
    };
    let (lines, count) = found;
    Ok(Looked {
        stamp: source.stamp,
        lines,
        count,
        unread,
    })
}

/// The file itself, or what the desk brings in its place (parts blacked out).
///
/// # Errors
/// Faults.
pub async fn source_of(files: &Files, row: &entity::Model, brought: Option<UploadedFile>) -> Result<Source> {
    let (name, bytes) = match brought {
        Some(file) => (file.name, file.bytes),
        None => (row.name.clone(), files.get(&area(row.uid), &row.hash).await?),
    };
    Ok(Source {
        stamp: Files::hash(&bytes),
        name,
        bytes,
    })
}

/// Makes the copy. Pictures are written anew, so that place, time and device go; an office file is no copy.
///
/// # Errors
/// `letter.file_not_for_public`; [`Error::Invalid`] for a file that cannot be taken; faults.
pub async fn make_copy(files: &Files, row: &entity::Model, source: Source) -> Result<PublicCopy> {
    let made = tokio::task::spawn_blocking(move || written_anew(&source));
    let (name, content_type, bytes) = made.await.map_err(Error::fault)??;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    Ok(PublicCopy {
        name,
        content_type: content_type.to_owned(),
        hash: files.put(&area(row.uid), bytes).await?,
        size,
    })
}

fn checked(source: &Source) -> Result<Checked> {
    check_file(&source.name, &source.bytes).map_err(|why| Error::field("copy", format!("{why}。")))
}

fn written_anew(source: &Source) -> Result<(String, &'static str, Bytes)> {
    let file = checked(source)?;
    let Some(format) = Format::of(file.content_type) else {
        return match file.content_type {
            "application/pdf" => Ok((file.name, file.content_type, file.bytes)),
            _ => Err(FILE_NOT_FOR_PUBLIC.into()),
        };
    };
    let seen = decode(&source.bytes, format);
    let Ok(seen) = seen else {
        return Err(Error::field("copy", "图片无法读取。"));
    };
    let seen = seen.within(LONG_SIDE)?;
    let stem = file.name.rsplit_once('.').map_or("", |(stem, _)| stem);
    Ok(match format {
        Format::Jpeg => (format!("{stem}.jpg"), "image/jpeg", seen.jpeg()?),
        Format::WebP => (format!("{stem}.webp"), "image/webp", seen.webp()?),
        Format::Png | Format::Gif | Format::Bmp => (format!("{stem}.png"), "image/png", seen.png()?),
    })
}
