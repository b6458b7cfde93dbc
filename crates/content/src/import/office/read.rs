//! From the bytes of a Word file to a title and HTML. Work for a blocking thread.

use super::bounds::{FILE_MAX, check};
use super::html::{Made, html};
use kernel::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use undoc::FormatType;

/// A picture of the file; the body names it `word:<n>`.
#[derive(Clone, Debug)]
pub struct OfficePicture {
    /// What the body calls it.
    pub mark: String,
    /// Its bytes, as they stand in the file.
    pub bytes: bytes::Bytes,
    /// What it shows, if the file says so.
    pub alt: String,
}

/// A Word file as an article.
#[derive(Clone, Debug)]
pub struct Office {
    /// Its first heading, or the name of the file.
    pub title: String,
    /// The body as HTML; pictures by their marks.
    pub html: String,
    /// The pictures it shows.
    pub pictures: Vec<OfficePicture>,
    /// What could not be kept.
    pub notes: Vec<String>,
}

/// Reads a `.docx` or `.doc` file.
///
/// # Errors
/// [`Error::Invalid`] on `file` saying what is wrong with it.
pub fn read_office(name: &str, bytes: &[u8]) -> Result<Office> {
    if bytes.len() > FILE_MAX {
        return Err(Error::field(
            "file",
            "Word 文件超过 20 MB，请把大图片压缩后再试。",
        ));
    }
    let format = undoc::detect_format_from_bytes(bytes).map_err(|error| told(&error))?;
    match format {
        FormatType::Docx => check(bytes)?,
        FormatType::Doc => {}
        FormatType::Xlsx | FormatType::Pptx | FormatType::Xls | FormatType::Ppt => return Err(no_word()),
    }
    // A file that breaks the reader is one bad file.
    let read = catch_unwind(AssertUnwindSafe(|| undoc::parse_bytes(bytes)));
    let document = match read {
        Ok(Ok(document)) => document,
        Ok(Err(error)) => return Err(told(&error)),
        Err(_) => return Err(broken()),
    };
    let Made {
        title,
        html,
        pictures,
        notes,
    } = html(&document);
    if html.trim().is_empty() {
        return Err(Error::field("file", "文件中没有文字、表格或图片。"));
    }
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).trim();
    let title = if title.is_empty() { stem.to_owned() } else { title };
    Ok(Office {
        title: title.chars().take(100).collect(),
        html,
        pictures,
        notes,
    })
}

fn told(error: &undoc::Error) -> Error {
    match error {
        undoc::Error::Encrypted => Error::field("file", "文件有密码，请去掉密码后再导入。"),
        undoc::Error::UnknownFormat | undoc::Error::UnsupportedFormat(_) => no_word(),
        _ => broken(),
    }
}

fn no_word() -> Error {
    Error::field(
        "file",
        "这不是 Word 文件。请选择 .docx 或 .doc；WPS 文件请另存为 .docx。",
    )
}

fn broken() -> Error {
    Error::field(
        "file",
        "文件已损坏或格式特殊，无法读取。请在 Word 或 WPS 中另存为 .docx 后再试。",
    )
}
