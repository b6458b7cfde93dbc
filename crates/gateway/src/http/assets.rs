//! `/assets/<hash>/…`: files of themes and marks of sites, kept by browsers for ever, compressed once.

use crate::App;
use crate::http::error::Reply;
use crate::page::encoding::{Encoded, Encoding};
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use kernel::Error;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Files already compressed, by address.
#[derive(Default)]
pub struct AssetCache(Mutex<HashMap<String, (&'static str, Arc<Encoded>)>>);

impl AssetCache {
    fn get(&self, app: &App, address: &str, hash: &str, path: &str) -> Option<(&'static str, Arc<Encoded>)> {
        if let Some(found) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(address) {
            return Some(found.clone());
        }
        let (content_type, bytes) = match app.themes.asset(hash, path) {
            Some(asset) => (asset.content_type, Bytes::copy_from_slice(&asset.bytes)),
            None => app
                .directory
                .asset(address)
                .map(|(kind, bytes)| (kind, Bytes::copy_from_slice(&bytes)))?,
        };
        let encoded = Arc::new(Encoded::new(bytes));
        if content_type.starts_with("text/") || content_type.ends_with("svg+xml") {
            encoded.compress(9);
        }
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(
            files
                .entry(address.to_owned())
                .or_insert((content_type, encoded))
                .clone(),
        )
    }
}

/// A file by its hash. An address with another hash is not found: the page that names it is old.
pub async fn get_asset(app: Data<App>, request: HttpRequest, path: Path<(String, String)>) -> Reply {
    let (hash, path) = path.into_inner();
    let address = format!("/assets/{hash}/{path}");
    let (content_type, encoded) = app
        .assets
        .get(&app, &address, &hash, &path)
        .ok_or(Error::NotFound)?;
    let (encoding, bytes) = encoded.best(Encoding::accepted(request.headers()));
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "accept-encoding"));
    if let Some(name) = encoding.name() {
        answer.insert_header((header::CONTENT_ENCODING, name));
    }
    Ok(answer.body(bytes))
}
