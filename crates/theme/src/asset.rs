//! Assets under content-hashed addresses, so they may be cached for ever.

use crate::{ThemeError, source::Files};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};

/// A file of a theme ready to be served.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Content.
    pub bytes: Arc<[u8]>,
    /// Media type.
    pub content_type: &'static str,
    /// First twelve hex digits of the SHA-256.
    pub hash: String,
}

/// Assets of all themes by `<theme>/<file>`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assets(BTreeMap<String, Asset>);

impl Assets {
    pub(crate) fn add(&mut self, theme: &str, files: &Files) -> Result<(), ThemeError> {
        for (file, bytes) in files
            .iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix("assets/")?, bytes)))
        {
            let path = format!("{theme}/{file}");
            let content_type =
                content_type(file).ok_or_else(|| ThemeError::UnknownAssetType { path: path.clone() })?;
            self.0.insert(
                path,
                Asset {
                    bytes: bytes.as_slice().into(),
                    content_type,
                    hash: hash12(bytes),
                },
            );
        }
        Ok(())
    }

    pub(crate) fn get(&self, hash: &str, path: &str) -> Option<&Asset> {
        self.0.get(path).filter(|asset| asset.hash == hash)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.0.iter().map(|(path, asset)| (path.as_str(), asset))
    }

    /// Addresses by file name along a chain; the nearest layer wins.
    pub(crate) fn along(&self, chain: &[String]) -> BTreeMap<String, String> {
        let mut urls = BTreeMap::new();
        for layer in chain.iter().rev() {
            for (path, asset) in &self.0 {
                if let Some(file) = path
                    .strip_prefix(layer.as_str())
                    .and_then(|rest| rest.strip_prefix('/'))
                {
                    urls.insert(file.to_owned(), format!("/assets/{}/{path}", asset.hash));
                }
            }
        }
        urls
    }
}

/// First twelve hex digits of the SHA-256.
pub(crate) fn hash12(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(6)
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn content_type(file: &str) -> Option<&'static str> {
    Some(match file.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
