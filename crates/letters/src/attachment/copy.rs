//! The copy of a file that the public may have.

use super::{area, check_file, entity};
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

/// Makes the copy: of the file itself, or of what the desk brings in its place (parts blacked out). Pictures are written anew, so
/// that place, time and device go; an office file is no copy.
///
/// # Errors
/// `letter.file_not_for_public`; [`Error::Invalid`] for a file that cannot be taken; faults.
pub async fn make_copy(
    files: &Files,
    row: &entity::Model,
    brought: Option<UploadedFile>,
) -> Result<PublicCopy> {
    let (name, bytes) = match brought {
        Some(file) => (file.name, file.bytes),
        None => (row.name.clone(), files.get(&area(row.uid), &row.hash).await?),
    };
    let made = tokio::task::spawn_blocking(move || written_anew(&name, &bytes));
    let (name, content_type, bytes) = made.await.map_err(Error::fault)??;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    Ok(PublicCopy {
        name,
        content_type: content_type.to_owned(),
        hash: files.put(&area(row.uid), bytes).await?,
        size,
    })
}

fn written_anew(name: &str, bytes: &Bytes) -> Result<(String, &'static str, Bytes)> {
    let file = check_file(name, bytes).map_err(|why| Error::field("copy", format!("{why}。")))?;
    let Some(format) = Format::of(file.content_type) else {
        return match file.content_type {
            "application/pdf" => Ok((file.name, file.content_type, file.bytes)),
            _ => Err(FILE_NOT_FOR_PUBLIC.into()),
        };
    };
    let seen = decode(bytes, format);
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
