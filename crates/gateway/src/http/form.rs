//! Forms. The proof of origin was checked before a handler runs ([`super::front`]), whatever the handler takes: in an
//! urlencoded form anywhere, in an upload as its first field.

use crate::http::csrf;
use crate::http::error::HttpError;
use crate::staff::Signed;
use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpRequest};
use bytes::Bytes;
use futures_util::StreamExt;
use kernel::Error;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

/// An urlencoded form. What is no form at all is an [`Error::Invalid`]; fields are parsed by the feature.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = actix_web::web::Form::<T>::from_request(request, payload);
        Box::pin(async move {
            match form.await {
                Ok(form) => Ok(Self(form.into_inner())),
                Err(error) => Err(HttpError(Error::field("form", format!("表单无法读取：{error}")))),
            }
        })
    }
}

/// A file of an upload, in memory.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// Name of the field.
    pub field: String,
    /// The file's name as the browser gave it, without folders.
    pub name: String,
    /// Bytes.
    pub bytes: Bytes,
}

/// A form with files. Taking it proves the form's origin.
pub struct Upload {
    fields: HashMap<String, String>,
    /// The files, empty ones left out.
    pub files: Vec<UploadedFile>,
}

impl Upload {
    /// A text field; empty when it is not there.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }
}

impl FromRequest for Upload {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed = Signed::from_request(request, &mut Payload::None);
        let stream = Multipart::new(request.headers(), payload.take());
        let limit = request
            .app_data::<Data<crate::App>>()
            .map_or(0, |app| app.settings.upload_limit);
        Box::pin(async move {
            let signed = signed.await?;
            read(signed, stream, limit).await.map_err(HttpError)
        })
    }
}

/// A form with files that was not read yet: whether somebody may send one is asked before.
pub struct Uploading {
    request: HttpRequest,
    payload: Payload,
}

impl Uploading {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::ForeignForm`], [`Error::TooLarge`], [`Error::Invalid`] for what is no form.
    pub async fn read(mut self) -> Result<Upload, HttpError> {
        Upload::from_request(&self.request, &mut self.payload).await
    }
}

impl FromRequest for Uploading {
    type Error = HttpError;
    type Future = std::future::Ready<Result<Self, HttpError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self {
            request: request.clone(),
            payload: payload.take(),
        }))
    }
}

/// The token of a multipart body, which must be its first field.
pub(crate) async fn first_token(headers: &HeaderMap, body: Bytes) -> String {
    let once = futures_util::stream::once(std::future::ready(Ok::<_, actix_web::error::PayloadError>(body)));
    let mut stream = Multipart::new(headers, once);
    let mut token = BytesMut::new();
    if let Some(Ok(mut part)) = stream.next().await
        && part.name() == Some(csrf::FIELD)
    {
        while let Some(Ok(chunk)) = part.next().await {
            if token.len() + chunk.len() > 200 {
                return String::new();
            }
            token.extend_from_slice(&chunk);
        }
    }
    String::from_utf8_lossy(&token).into_owned()
}

async fn read(signed: Signed, mut stream: Multipart, limit: usize) -> Result<Upload, Error> {
    let mut upload = Upload {
        fields: HashMap::new(),
        files: Vec::new(),
    };
    let mut proven = false;
    let mut left = limit;
    let broken = |error| Error::field("form", format!("上传的内容不完整：{error}"));
    while let Some(part) = stream.next().await {
        let mut part = part.map_err(broken)?;
        let field = part.name().unwrap_or_default().to_owned();
        let file = part
            .content_disposition()
            .and_then(|disposition| disposition.get_filename())
            .map(clean_name);
        if file.is_some() && !proven {
            return Err(Error::ForeignForm);
        }
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(broken)?;
            left = left
                .checked_sub(chunk.len())
                .ok_or_else(|| Error::TooLarge(limit.try_into().unwrap_or(u64::MAX)))?;
            bytes.extend_from_slice(&chunk);
        }
        match file {
            Some(name) if !bytes.is_empty() => {
                upload.files.push(UploadedFile {
                    field,
                    name,
                    bytes: bytes.freeze(),
                });
            }
            Some(_) => {}
            None => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                proven = proven || (field == csrf::FIELD && text == signed.csrf);
                upload.fields.insert(field, text);
            }
        }
    }
    if proven {
        Ok(upload)
    } else {
        Err(Error::ForeignForm)
    }
}

/// The last part of a path in either style, without control characters, at most 120 characters.
pub(super) fn clean_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    base.chars().filter(|c| !c.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn the_token_of_an_upload_is_its_first_field() {
        let mut headers = HeaderMap::new();
        let kind = "multipart/form-data; boundary=x".parse().unwrap();
        headers.insert(actix_web::http::header::CONTENT_TYPE, kind);
        let field = |name: &str, value: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let good = format!("{}{}--x--\r\n", field("csrf_token", "abc"), field("alt", "窑"));
        assert_eq!(first_token(&headers, good.into()).await, "abc");
        let late = format!("{}{}--x--\r\n", field("alt", "窑"), field("csrf_token", "abc"));
        assert_eq!(first_token(&headers, late.into()).await, "");
        assert_eq!(
            first_token(&headers, Bytes::from_static(b"nothing of the kind")).await,
            ""
        );
    }

    #[test]
    fn a_file_name_loses_its_folders() {
        assert_eq!(clean_name("C:\\照片\\窑.jpg"), "窑.jpg");
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("a\u{0}b\n.pdf"), "ab.pdf");
    }
}
