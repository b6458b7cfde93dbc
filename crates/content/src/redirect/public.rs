//! Addresses that no page owns: an old one leads on, a channel without its slash gets it, anything else is not here.

use super::find;
use crate::channel;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Ctx, HttpError, Reply};
use kernel::Error;

/// Any address that no other route takes.
///
/// # Errors
/// [`Error::NotFound`]; faults of the database.
pub async fn get_old_address(ctx: Ctx, http: HttpRequest) -> Reply {
    lead_on(&ctx, &http).await
}

/// Leads an old address on, or says that nothing is here.
pub(crate) async fn lead_on(ctx: &Ctx, http: &HttpRequest) -> Reply {
    let read = ctx.read();
    if let Some(to) = find(&read, http.path(), http.query_string()).await? {
        return moved(if to.starts_with('/') {
            ctx.site.url(&to)
        } else {
            to
        });
    }
    let slug = http.path().trim_matches('/');
    if !http.path().ends_with('/') && !slug.contains('/') {
        let channel = channel::query::by_slug(&read, slug).await?;
        if channel.is_some_and(|row| row.state == channel::OPEN) {
            return moved(ctx.site.url(&format!("/{slug}/")));
        }
    }
    Err(Error::NotFound.into())
}

/// Where `/?p=12` of a former site leads, which a home page would answer otherwise.
///
/// # Errors
/// Faults of the database.
pub async fn short_address(ctx: &Ctx, http: &HttpRequest) -> Result<Option<HttpResponse>, HttpError> {
    let query = http.query_string();
    let short = query
        .strip_prefix("p=")
        .or_else(|| query.strip_prefix("page_id="));
    if !short.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(None);
    }
    match find(&ctx.read(), "/", query).await? {
        Some(to) if to.starts_with('/') => moved(ctx.site.url(&to)).map(Some),
        Some(_) | None => Ok(None),
    }
}

/// 301 to an address.
pub(crate) fn moved(to: String) -> Reply {
    Ok(HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .finish())
}
