//! Files that come with a delivery, or by themselves.

use super::shape::FileIn;
use crate::media::{Kept, Words, keep as keep_bytes, prepare};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use kernel::{Error, Result};
use store::Files;

/// A file whose bytes are kept, not yet entered into the library.
pub(super) struct Brought {
    /// As the delivery calls it.
    pub(super) name: String,
    pub(super) kept: Kept,
    pub(super) words: Words,
}

impl Brought {
    pub(super) fn hash(&self) -> &str {
        self.kept.hash()
    }
}

/// Files that one delivery may bring.
const MOST: usize = 40;

/// Looks at every file and keeps its bytes; what is wrong names the file.
pub(super) async fn keep(store: &Files, files: Vec<FileIn>) -> Result<Vec<Brought>> {
    if files.len() > MOST {
        return Err(Error::field("files", format!("一次最多带 {MOST} 个文件。")));
    }
    let mut brought = Vec::with_capacity(files.len());
    for (n, file) in files.into_iter().enumerate() {
        let at = |what: &str| format!("files[{n}].{what}");
        let bytes = STANDARD
            .decode(file.content.trim().as_bytes())
            .map_err(|error| Error::field(at("content"), format!("不是有效的 Base64：{error}")))?;
        if file.name.trim().is_empty() {
            return Err(Error::field(at("name"), "请填写文件名。"));
        }
        let words = Words {
            alt: file.alt,
            decorative: file.decorative,
            caption: file.caption,
            credit: file.credit,
        };
        let one = keep_one(store, file.name, bytes.into(), words).await;
        brought.push(one.map_err(|error| about(error, &at("content")))?);
    }
    Ok(brought)
}

/// Looks at one file and keeps its bytes.
pub(super) async fn keep_one(store: &Files, name: String, bytes: Bytes, words: Words) -> Result<Brought> {
    let called = name.clone();
    let prepared = actix_web::web::block(move || prepare(&called, &bytes))
        .await
        .map_err(Error::fault)??;
    let kept = keep_bytes(store, prepared).await?;
    Ok(Brought { name, kept, words })
}

/// What is wrong with the bytes is said of the field that holds them.
fn about(error: Error, field: &str) -> Error {
    match error {
        Error::TooLarge(_) | Error::UnsupportedType(_) | Error::Refused(_) => {
            Error::field(field, error.sentence())
        }
        other => other,
    }
}
