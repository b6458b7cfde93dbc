//! `/topics/` and `/topics/<topic>/` for visitors.

use super::show::{banner, load, path};
use super::{Standing, query};
use crate::redirect::moved;
use actix_web::web::{Path, Query};
use gateway::{Ctx, Page, Reply};
use kernel::{Error, Tag, beijing};
use serde::Deserialize;
use theme::view::{Pager, TopicsShow};

/// Archived topics of a page.
const PAGE: usize = 20;

/// `?page=` of the archive.
#[derive(Deserialize)]
pub struct Paging {
    page: Option<u64>,
}

/// The topic area: those going on, and the archive.
///
/// # Errors
/// [`Error::NotFound`] for a page that is not there; faults.
pub async fn get_topics(ctx: Ctx, paging: Query<Paging>) -> Reply {
    let read = ctx.read();
    let rows = query::filled(&read).await?;
    drop(read);
    if rows.is_empty() {
        return Err(Error::NotFound.into());
    }
    let (current, over): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|(_, standing)| *standing == Standing::Current);
    let number = paging.page.unwrap_or(1).max(1);
    let before = usize::try_from(number - 1)
        .unwrap_or(usize::MAX)
        .saturating_mul(PAGE);
    if number > 1 && before >= over.len() {
        return Err(Error::NotFound.into());
    }
    let url = ctx.site.url("/topics/");
    let total = u64::try_from(over.len()).unwrap_or_default();
    let first = ctx.site.absolute("/topics/");
    let view = TopicsShow {
        current: if number == 1 {
            current
                .iter()
                .map(|(row, standing)| banner(&ctx.site, row, *standing))
                .collect()
        } else {
            Vec::new()
        },
        archived: over
            .iter()
            .skip(before)
            .take(PAGE)
            .map(|(row, standing)| banner(&ctx.site, row, *standing))
            .collect(),
        pager: Pager::for_total(number, u64::try_from(PAGE).unwrap_or(20), total, &url),
    };
    let page = Page::new("topics.html", view)
        .title("专题")
        .description(format!("{}的专题。", ctx.site.name))
        .kind("topics")
        .canonical(if number > 1 {
            format!("{first}?page={number}")
        } else {
            first
        })
        .crumb("首页", ctx.site.url("/"))
        .meta("ColumnName", "专题")
        .meta("ColumnType", "专题专栏")
        .public([Tag::Home]);
    ctx.page(page).await
}

/// The page of a topic. One that shows nothing is not there.
///
/// # Errors
/// [`Error::NotFound`]; faults.
pub async fn get_topic(ctx: Ctx, slug: Path<String>) -> Reply {
    let read = ctx.read();
    let row = query::open(&read, &slug).await?;
    let standing = row.standing(&beijing::date(read.now()));
    let view = load(&read, &ctx.site, &row, standing).await?;
    drop(read);
    if view.blocks.is_empty() {
        return Err(Error::NotFound.into());
    }
    let address = path(&row.slug);
    let feed = |file: &str| ctx.site.url(&format!("{address}{file}"));
    let page = Page::new("topic.html", view)
        .title(&row.title)
        .description(&row.summary)
        .kind("topic")
        .canonical(ctx.site.absolute(&address))
        .crumb("首页", ctx.site.url("/"))
        .crumb("专题", ctx.site.url("/topics/"))
        .meta("ColumnName", &row.title)
        .meta("ColumnDescription", &row.summary)
        .meta("ColumnType", "专题专栏")
        .feed(
            format!("{} RSS", row.title),
            "application/rss+xml",
            feed("feed.xml"),
        )
        .feed(
            format!("{} Atom", row.title),
            "application/atom+xml",
            feed("feed.atom"),
        )
        .feed(
            format!("{} JSON", row.title),
            "application/feed+json",
            feed("feed.json"),
        )
        .public([Tag::Home]);
    ctx.page(page).await
}

/// `/topics` leads to the area.
///
/// # Errors
/// Never.
pub async fn get_bare_area(ctx: Ctx) -> Reply {
    moved(ctx.site.url("/topics/"))
}

/// `/topics/<topic>` leads to the topic.
///
/// # Errors
/// [`Error::NotFound`]; faults of the database.
pub async fn get_bare_topic(ctx: Ctx, slug: Path<String>) -> Reply {
    let row = query::open(&ctx.read(), &slug).await?;
    moved(ctx.site.url(&path(&row.slug)))
}
