//! `/letters/files/<uid>`: the copy of a file that the desk gave to the public with the reply.

use super::area;
use super::entity::{Column, Entity};
use crate::letter::entity as letter;
use crate::pool::Pool;
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::{Bytes, Data, Path};
use gateway::{Ctx, Reply, Route};
use kernel::Error;
use sea_orm::ColumnTrait;
use sea_orm::prelude::Uuid;

/// The address of public copies.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/letters/files/{attachment}", get_file)]
}

/// `GET /letters/files/{attachment}`
///
/// # Errors
/// [`Error::NotFound`] for everything but a copy that is shown of a public letter that is answered.
pub async fn get_file(ctx: Ctx, pool: Data<Pool>, attachment: Path<String>) -> Reply {
    let uid: Uuid = match attachment.parse() {
        Ok(uid) => uid,
        Err(_) => return Err(Error::NotFound.into()),
    };
    let read = pool.read();
    let row = read
        .find::<Entity>()
        .filter(Column::SiteId.eq(ctx.site.id.0))
        .filter(Column::Uid.eq(uid))
        .filter(Column::Shown.eq(true))
        .found()
        .await?;
    read.find::<letter::Entity>()
        .filter(letter::Column::Id.eq(row.letter_id))
        .filter(letter::Column::SiteId.eq(row.site_id))
        .filter(letter::Column::Shown.eq(true))
        .filter(letter::Column::AnsweredOn.is_not_null())
        .found()
        .await?;
    let (Some(name), Some(kind), Some(hash)) = (row.public_name, row.public_type, row.public_hash) else {
        return Err(Error::NotFound.into());
    };
    let bytes = ctx.store.files().get(&area(row.uid), &hash).await?;
    Ok(download(&name, &kind, bytes))
}

/// An answer that is saved and never opened in the site's name: not guessed at, not run, not kept.
pub(super) fn download(name: &str, kind: &str, bytes: Bytes) -> HttpResponse {
    let name: String = name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    });
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    let mut response = HttpResponse::Ok();
    for (header, value) in [
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "private, no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.insert_header((header, value));
        }
    }
    response.content_type(kind).body(bytes)
}
