//! What visitors and programs reach.

mod api;
mod desk;
pub(crate) mod doc;
mod feed;
mod form;
mod view;

pub use api::Answer;
pub use desk::Desk;
pub(crate) use feed::get_search_feed;

use crate::Index;
use crate::snippet::Markup;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use form::Form;
use gateway::{Ctx, Directory, Page, Reply};
use kernel::{Error, Result};
use std::sync::Arc;

/// `GET /search`: the page. With nothing asked only the form.
pub(crate) async fn get_search(desk: Desk, ctx: Ctx, request: HttpRequest) -> Reply {
    let form = Form::page(request.query_string(), &ctx.site, |slug| {
        ctx.app.directory.by_slug(slug)
    })?;
    let answered = desk.ask(form.query(), Markup::Mark).await?;
    let title = if form.q.is_empty() {
        "搜索".into()
    } else {
        format!("“{}”的搜索结果", form.q)
    };
    let feeds = feed::links(&form, &ctx.site);
    let view = view::show(&form, &answered, &ctx.site, |id| ctx.app.directory.get(id));
    let page = Page::new("search.html", view);
    let page = feeds.into_iter().fold(page, |page, (name, format, url)| {
        page.feed(name, format.link_type(), url)
    });
    let page = page.title(title).kind("search").crumb("首页", ctx.site.url("/"));
    ctx.page(page).await
}

/// `GET /api/v1/search`: the same for programs.
pub(crate) async fn get_api_search(desk: Desk, ctx: Ctx, request: HttpRequest) -> Reply {
    let form = Form::api(request.query_string(), &ctx.site, |slug| {
        ctx.app.directory.by_slug(slug)
    })?;
    let answered = desk.ask(form.query(), Markup::Em).await?;
    let answer = api::answer(&form, &answered, |id| ctx.app.directory.get(id));
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(answer))
}

/// A search over all sites for the command line, as the portal's API answers it.
///
/// # Errors
/// [`Error::Invalid`] names what is wrong with the question; faults of the index.
pub async fn find(index: &Arc<Index>, directory: &Directory, text: &str, size: u64) -> Result<Answer> {
    let portal = directory.portal().ok_or(Error::NotFound)?;
    let words = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", text)
        .append_pair("size", &size.to_string())
        .finish();
    let form = Form::api(&words, &portal, |slug| directory.by_slug(slug))?;
    let answered = Desk::new(index.clone()).ask(form.query(), Markup::Em).await?;
    Ok(api::answer(&form, &answered, |id| directory.get(id)))
}
