//! A visitor's form that may bring files. Nobody is signed in, so nothing of a file is taken in before the form has proved
//! that it is ours, and all visitors together hold no more memory than [`BUDGET`]. What was typed is always kept: a file
//! that cannot be taken is left out and named.

use super::form::{UploadedFile, clean_name};
use crate::http::csrf;
use crate::http::error::HttpError;
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use kernel::{Error, Result};
use std::collections::HashMap;
use std::future::{Ready, ready};
use std::sync::{Arc, LazyLock};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// KiB of files that all visitors' forms under way may hold together.
const BUDGET: usize = 256 << 10;
/// Bytes of text in a form.
const TEXT_LIMIT: usize = 1 << 20;

static HELD: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(BUDGET)));

/// A form that was not read yet.
pub struct Sending {
    request: HttpRequest,
    payload: Payload,
}

/// Why a file was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The form did not prove that it is ours.
    Unproven,
    /// Larger than a file may be, or more than the form may hold.
    TooLarge,
    /// More files than are taken.
    TooMany,
    /// The box holds as much as it can just now.
    Busy,
}

/// What a form may bring.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Files.
    pub files: usize,
    /// Bytes of one.
    pub file: usize,
    /// Bytes of all.
    pub all: usize,
}

/// A form as it was sent.
#[derive(Default)]
pub struct Sent {
    fields: HashMap<String, String>,
    /// Files that were taken, empty ones left out.
    pub files: Vec<UploadedFile>,
    /// Names of files that were not taken.
    pub left_out: Vec<(String, LeftOut)>,
    held: Vec<OwnedSemaphorePermit>,
}

impl Sent {
    /// A text field; empty when it is not there.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// Sets a field.
    pub fn set(&mut self, field: &str, value: impl Into<String>) {
        self.fields.insert(field.to_owned(), value.into());
    }

    /// Takes the files out; what they hold of the box's memory is given back with the form.
    #[must_use]
    pub fn take_files(&mut self) -> Vec<UploadedFile> {
        std::mem::take(&mut self.files)
    }
}

impl FromRequest for Sending {
    type Error = HttpError;
    type Future = Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            request: request.clone(),
            payload: payload.take(),
        }))
    }
}

impl Sending {
    /// Reads the form. Files are taken once `is_ours` knows the value of the hidden field that stands before them.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no form, [`Error::TooLarge`] for too much text.
    pub async fn read(self, bounds: Bounds, is_ours: impl Fn(&str) -> bool) -> Result<Sent> {
        let kind = self.request.headers().get("content-type");
        let kind = kind
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            let limit = self
                .request
                .app_data::<Data<crate::App>>()
                .map_or(bounds.all, |app| app.settings.upload_limit);
            let stream = Multipart::new(self.request.headers(), self.payload);
            return read_parts(stream, bounds, limit.max(bounds.all), is_ours).await;
        }
        read_text(self.payload).await
    }
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::field("form", format!("表单不完整：{error}"))
}

async fn read_text(mut payload: Payload) -> Result<Sent> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(broken)?;
        if body.len() + chunk.len() > TEXT_LIMIT {
            return Err(Error::TooLarge(TEXT_LIMIT as u64));
        }
        body.extend_from_slice(&chunk);
    }
    let mut sent = Sent::default();
    for (name, value) in url::form_urlencoded::parse(&body) {
        sent.set(&name, value);
    }
    Ok(sent)
}

/// `limit` bytes are read at most; what comes after them is not waited for.
async fn read_parts(
    mut stream: Multipart,
    bounds: Bounds,
    limit: usize,
    is_ours: impl Fn(&str) -> bool,
) -> Result<Sent> {
    let mut sent = Sent::default();
    let (mut ours, mut text, mut read, mut kept) = (false, 0, 0, 0);
    while let Some(part) = stream.next().await {
        let mut part = part.map_err(broken)?;
        let field = part.name().unwrap_or_default().to_owned();
        let name = part
            .content_disposition()
            .and_then(|disposition| disposition.get_filename())
            .map(clean_name);
        let is_file = name.is_some();
        let mut why = match (is_file, ours) {
            (true, false) => Some(LeftOut::Unproven),
            (true, true) if sent.files.len() >= bounds.files => Some(LeftOut::TooMany),
            (true, true) | (false, _) => None,
        };
        let (mut bytes, mut empty, mut held) = (BytesMut::new(), true, Vec::new());
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(broken)?;
            empty = false;
            read += chunk.len();
            if read > limit {
                sent.left_out.push((name.unwrap_or_default(), LeftOut::TooLarge));
                return Ok(sent);
            }
            if !is_file {
                text += chunk.len();
                if text > TEXT_LIMIT {
                    return Err(Error::TooLarge(TEXT_LIMIT as u64));
                }
            } else if why.is_none() {
                why = refuse(&mut held, bytes.len() + chunk.len(), kept, bounds);
            }
            if why.is_some() {
                bytes = BytesMut::new();
                held.clear();
            } else {
                bytes.extend_from_slice(&chunk);
            }
        }
        match (name, why) {
            (None, _) => {
                let value = String::from_utf8_lossy(&bytes).into_owned();
                ours = ours || (field == csrf::FIELD && is_ours(&value));
                sent.fields.insert(field, value);
            }
            // A file field in which nothing was chosen.
            (Some(_), _) if empty => {}
            (Some(name), Some(why)) => sent.left_out.push((name, why)),
            (Some(name), None) => {
                kept += bytes.len();
                sent.held.append(&mut held);
                sent.files.push(UploadedFile {
                    field,
                    name,
                    bytes: bytes.freeze(),
                });
            }
        }
    }
    Ok(sent)
}

/// Why a file that has grown to `size` is not taken any further; takes its part of the budget.
fn refuse(held: &mut Vec<OwnedSemaphorePermit>, size: usize, kept: usize, bounds: Bounds) -> Option<LeftOut> {
    if size > bounds.file || kept + size > bounds.all {
        return Some(LeftOut::TooLarge);
    }
    let wanted = size.div_ceil(1024);
    let have: usize = held.iter().map(OwnedSemaphorePermit::num_permits).sum();
    // In steps of 256 KiB, so that a slow line does not ask for every packet.
    let more = wanted.saturating_sub(have).next_multiple_of(256);
    if wanted <= have {
        return None;
    }
    let more = u32::try_from(more).unwrap_or(u32::MAX);
    match HELD.clone().try_acquire_many_owned(more) {
        Ok(permit) => {
            held.push(permit);
            None
        }
        Err(_) => Some(LeftOut::Busy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderMap, HeaderValue};

    const BOUNDS: Bounds = Bounds {
        files: 2,
        file: 10,
        all: 15,
    };

    fn part(head: &str, value: &str) -> String {
        format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
    }

    fn file(name: &str, value: &str) -> String {
        part(&format!("name=\"file\"; filename=\"{name}\""), value)
    }

    async fn read(parts: &[String], limit: usize) -> Result<Sent> {
        let mut headers = HeaderMap::new();
        let kind = HeaderValue::from_static("multipart/form-data; boundary=x");
        headers.insert(actix_web::http::header::CONTENT_TYPE, kind);
        let body = bytes::Bytes::from(format!("{}--x--\r\n", parts.concat()));
        let once = futures_util::stream::once(ready(Ok::<_, actix_web::error::PayloadError>(body)));
        let stream = Multipart::new(&headers, once);
        read_parts(stream, BOUNDS, limit, |token| token == "right").await
    }

    #[actix_web::test]
    async fn files_are_taken_after_the_proof_and_within_bounds() {
        let parts = [
            file("early.txt", "1"),
            part("name=\"csrf_token\"", "right"),
            part("name=\"title\"", "路灯"),
            file("big.txt", "01234567890"),
            file("../../a.txt", "0123456789"),
            file("more.txt", "012345"),
            file("none.txt", ""),
            file("b.txt", "01234"),
            file("third.txt", "0"),
        ];
        let sent = read(&parts, 10_000).await.unwrap();
        assert_eq!(sent.text("title"), "路灯");
        let taken: Vec<&str> = sent.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(taken, ["a.txt", "b.txt"]);
        let left: Vec<(&str, LeftOut)> = sent
            .left_out
            .iter()
            .map(|(name, why)| (name.as_str(), *why))
            .collect();
        assert_eq!(
            left,
            [
                ("early.txt", LeftOut::Unproven),
                ("big.txt", LeftOut::TooLarge),
                ("more.txt", LeftOut::TooLarge),
                ("third.txt", LeftOut::TooMany),
            ]
        );
    }

    #[actix_web::test]
    async fn a_form_that_is_not_ours_keeps_its_words_and_brings_no_file() {
        let parts = [
            part("name=\"csrf_token\"", "wrong"),
            part("name=\"body\"", "下雨积水"),
            file("a.txt", "1"),
        ];
        let sent = read(&parts, 10_000).await.unwrap();
        assert_eq!((sent.text("body"), sent.files.len()), ("下雨积水", 0));
        assert_eq!(sent.left_out, [("a.txt".to_owned(), LeftOut::Unproven)]);
    }

    #[actix_web::test]
    async fn an_endless_file_is_not_waited_for() {
        let parts = [
            part("name=\"csrf_token\"", "right"),
            part("name=\"body\"", "下雨积水"),
            file("a.txt", &"0".repeat(500)),
        ];
        let sent = read(&parts, 100).await.unwrap();
        assert_eq!((sent.text("body"), sent.files.len()), ("下雨积水", 0));
        assert_eq!(sent.left_out, [("a.txt".to_owned(), LeftOut::TooLarge)]);
    }
}
