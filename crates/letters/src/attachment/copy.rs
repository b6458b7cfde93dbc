//! The copy of a file that the public may have.

use super::{Checked, area, check_file, entity, read_words, telling_lines};
use crate::assessment::{Part, write_pdf};
use crate::letter::clean_text;
use crate::refusals::FILE_NOT_FOR_PUBLIC;
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
}

impl Source {
    /// A page of words, as PDF. What leads to a person is masked once more.
    #[must_use]
    pub fn of_words(row: &entity::Model, words: &str, writer: &str) -> Self {
        let stem = row.name.rsplit_once('.').map_or("附件", |(stem, _)| stem);
        let heading = clean_text(stem, writer);
        let lines = clean_text(words, writer);
        let lines = lines.lines().filter(|line| !line.trim().is_empty());
        let mut parts = vec![Part::Heading(format!("{heading}（文字版）"))];
        parts.extend(lines.map(|line| Part::Text(line.trim().to_owned())));
        Self {
            name: format!("{stem}（文字版）.pdf"),
            bytes: write_pdf(&parts).into(),
        }
    }

    /// What in it leads to a person, masked; empty for a picture, which only people can read.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a file that cannot be taken; faults.
    pub async fn telling_lines(&self, writer: &str) -> Result<Vec<String>> {
        let (source, writer) = (self.clone(), writer.to_owned());
        let looked = tokio::task::spawn_blocking(move || {
            let file = checked(&source)?;
            let words = read_words(file.content_type, &file.bytes);
            Ok(words.map_or_else(Vec::new, |words| telling_lines(&words, &writer)))
        });
        looked.await.map_err(Error::fault)?
    }
}

/// The file itself, or what the desk brings in its place (parts blacked out).
///
/// # Errors
/// Faults.
pub async fn source_of(files: &Files, row: &entity::Model, brought: Option<UploadedFile>) -> Result<Source> {
    Ok(match brought {
        Some(file) => Source {
            name: file.name,
            bytes: file.bytes,
        },
        None => Source {
            name: row.name.clone(),
            bytes: files.get(&area(row.uid), &row.hash).await?,
        },
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
