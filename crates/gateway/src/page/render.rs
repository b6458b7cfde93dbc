//! View → bytes.

use super::Page;
use super::cache::Kept;
use super::chrome;
use crate::http::context::Ctx;
use crate::http::error::{HttpError, Reply};
use crate::reading::{self, Script};
use crate::site::Site;
use crate::views::Shown;
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use bytes::Bytes;
use kernel::Error;
use serde::Serialize;
use std::sync::Arc;
use theme::view::{MetaTag, PublicRoot, SiteView};

const HTML: &str = "text/html; charset=utf-8";

/// Renders a public page and keeps it when it may be kept.
pub(crate) async fn public<V: Serialize>(ctx: &Ctx, mut page: Page<V>) -> Reply {
    let frame = chrome::of(&ctx.app, &ctx.site).await?;
    let mut site = SiteView::clone(&frame);
    site.banners.clone_from(&ctx.laid.banners);
    site.grey = ctx.laid.grey;
    site.reading = ctx.reading.view(&site.home);
    mark_current(&mut site, &ctx.site.url(&ctx.path));
    let mut meta = site_tags(&ctx.site, &frame);
    meta.append(&mut page.page.meta);
    page.page.meta = meta;
    if page.page.canonical.is_none() && page.status == actix_web::http::StatusCode::OK {
        page.page.canonical = Some(ctx.site.absolute(&ctx.path));
    }
    let status = page.status;
    // A page for one reader is not named: its address may be a secret and its headline a private letter's.
    let shown = (status == actix_web::http::StatusCode::OK).then(|| {
        if page.tags.is_some() {
            Shown::of(&page.page, &ctx.site, &ctx.path)
        } else {
            Shown::default()
        }
    });
    let root = PublicRoot {
        site,
        page: page.page,
        view: page.view,
    };
    let theme = ctx
        .app
        .themes
        .theme(&ctx.site.theme)
        .ok_or_else(|| Error::fault("the site's theme is gone"))?;
    let html = theme
        .render(page.template, &root)
        .map_err(|error| HttpError(Error::fault(error)))?;
    let html = as_chosen(ctx, html)?;
    let Some(tags) = page.tags else {
        let mut response = HttpResponse::build(status).content_type(HTML).body(html);
        response.headers_mut().insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
        if let Some(shown) = shown {
            response.extensions_mut().insert(shown);
        }
        return Ok(response);
    };
    let kept = Kept::new(status.as_u16(), HTML, Bytes::from(html)).showing(shown);
    Ok(hold(ctx, status, kept, &tags))
}

/// The page as the visitor reads; what most people get costs nothing.
fn as_chosen(ctx: &Ctx, mut html: String) -> Result<String, HttpError> {
    if ctx.reading.script == Script::Traditional {
        html = reading::traditional(&html)?;
    }
    if !ctx.reading.is_plain() {
        html = reading::carry(&html, ctx.reading, &ctx.site, &ctx.app.directory)?;
    }
    Ok(html)
}

/// Keeps bytes under their tags and leaves the answer's form (304, encoding) to [`crate::http::front`].
pub(crate) fn keep(
    ctx: &Ctx,
    status: actix_web::http::StatusCode,
    content_type: &'static str,
    bytes: Bytes,
    tags: &[kernel::Tag],
) -> HttpResponse {
    hold(ctx, status, Kept::new(status.as_u16(), content_type, bytes), tags)
}

fn hold(ctx: &Ctx, status: actix_web::http::StatusCode, kept: Kept, tags: &[kernel::Tag]) -> HttpResponse {
    let kept = Arc::new(kept);
    if let Some(key) = &ctx.key {
        let pages = &ctx.app.pages;
        pages.put(key.clone(), ctx.site.id, tags, ctx.position, kept.clone());
        let later = kept.clone();
        tokio::task::spawn_blocking(move || later.body.compress(5));
    }
    let mut response = HttpResponse::build(status).finish();
    response.extensions_mut().insert(kept);
    response
}

/// The site's own mandated tags (网站标签). A site under the portal's host carries the portal's code.
fn site_tags(site: &Site, frame: &SiteView) -> Vec<MetaTag> {
    [
        MetaTag::new("SiteName", &site.name),
        MetaTag::new("SiteDomain", &site.host),
        MetaTag::new("SiteIDCode", &frame.footer.id_code),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Marks the section that is shown.
fn mark_current(site: &mut SiteView, path: &str) {
    let home = site.home.clone();
    for item in &mut site.nav {
        item.current = item.url == path || (item.url != home && path.starts_with(&item.url));
    }
}
