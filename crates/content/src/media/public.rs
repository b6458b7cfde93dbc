//! `/media/<hash>/<name>`: asks (site, hash) and whether something live shows the file.

use super::entity::{self, Model};
use super::query::form_for;
use super::{AREA, ATTACHMENT};
use crate::permissions::ReadArticles;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Path;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use gateway::staff::Signed;
use gateway::{By, Ctx, Reply, Site};
use kernel::Error;
use kernel::policy::Membership;
use sea_orm::ColumnTrait;

/// The bytes of an address never change, but a withdrawn file must leave browsers and proxies at once: they keep it and ask
/// each time, by its tag, and a 304 costs no bytes.
const ASK: &str = "public, no-cache";
const PRIVATE: &str = "private, no-store";

/// The address of a file on a site.
#[must_use]
pub fn address(site: &Site, hash: &str, name: &str) -> String {
    site.url(&format!("/media/{hash}/{}", encoded(name)))
}

/// A picture (`640.webp` asks for a width) or a file to download.
///
/// # Errors
/// [`Error::NotFound`], also for what visitors may not see; faults.
pub async fn get_media(ctx: Ctx, http: HttpRequest, path: Path<(String, String)>) -> Reply {
    let (hash, name) = path.into_inner();
    let row = ctx
        .read()
        .find::<entity::Entity>()
        .filter(entity::Column::Hash.eq(hash))
        .found()
        .await?;
    if !row.public && !may_see(&http, &row).await {
        return Err(Error::NotFound.into());
    }
    let width = name.strip_suffix(".webp").and_then(|width| width.parse().ok());
    let (hash, content_type) = form_for(&row, width);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, if row.public { ASK } else { PRIVATE }));
    response.insert_header((header::ETAG, format!("\"{hash}\"")));
    if known(&http, &hash) {
        return Ok(response
            .status(actix_web::http::StatusCode::NOT_MODIFIED)
            .finish());
    }
    let bytes = ctx.store.files().get(AREA, &hash).await?;
    response.insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    if let Some(disposition) = disposition(&row) {
        response.insert_header((header::CONTENT_DISPOSITION, disposition));
    }
    Ok(response.content_type(content_type).body(bytes))
}

/// Who reads the site's drafts sees its files, and whoever has a post here sees what they brought themselves.
async fn may_see(http: &HttpRequest, row: &Model) -> bool {
    if By::<ReadArticles>::from_request(http, &mut Payload::None)
        .await
        .is_ok()
    {
        return true;
    }
    let signed = Signed::from_request(http, &mut Payload::None).await;
    signed.is_ok_and(|signed| {
        let here = |post: &Membership| post.site == signed.ctx.site.id;
        row.created_by == Some(signed.me.person.0) && signed.posts.iter().any(here)
    })
}

fn known(http: &HttpRequest, hash: &str) -> bool {
    let given = http
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    given.is_some_and(|given| given.contains(hash))
}

/// Attachments are saved, never opened in the site's name.
fn disposition(row: &Model) -> Option<HeaderValue> {
    let name = encoded(&row.name);
    (row.kind == ATTACHMENT)
        .then(|| HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}")).ok())
        .flatten()
}

/// A name as a path segment (RFC 3986, unreserved characters stay).
fn encoded(name: &str) -> String {
    name.bytes()
        .fold(String::with_capacity(name.len() * 3), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn names_become_one_path_segment() {
        assert_eq!(encoded("通知 1/2.pdf"), "%E9%80%9A%E7%9F%A5%201%2F2.pdf");
    }
}
