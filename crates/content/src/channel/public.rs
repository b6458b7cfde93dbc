//! `/<channel>/` for visitors.

use super::entity::Model;
use super::query;
use crate::placement::{item, list};
use crate::redirect::lead_on;
use actix_web::HttpRequest;
use actix_web::web::{Path, Query};
use gateway::{Ctx, Page, Reply, Site};
use kernel::{ChannelId, Error, Tag};
use serde::Deserialize;
use theme::view::{ChannelHead, ChannelShow, NavItem, Pager};

/// `?page=`.
#[derive(Deserialize)]
pub struct Paging {
    page: Option<u64>,
}

/// A page of a channel's list.
///
/// # Errors
/// [`Error::NotFound`] for no such channel or page; faults.
pub async fn get_channel(ctx: Ctx, http: HttpRequest, slug: Path<String>, paging: Query<Paging>) -> Reply {
    let read = ctx.read();
    let found = query::by_slug(&read, &slug)
        .await?
        .filter(|row| row.state == super::OPEN);
    let Some(channel) = found else {
        return lead_on(&ctx, &http).await;
    };
    let number = paging.page.unwrap_or(1).max(1);
    let (rows, total) = list::page(&read, ChannelId(channel.id), number).await?;
    if rows.is_empty() && number > 1 {
        return Err(Error::NotFound.into());
    }
    let beside = query::filled(&read).await?;
    drop(read);
    let url = ctx.site.url(&format!("/{}/", channel.slug));
    let view = ChannelShow {
        siblings: beside
            .iter()
            .map(|row| nav(&ctx.site, row, row.id == channel.id))
            .collect(),
        items: rows
            .into_iter()
            .map(|row| item(&ctx.site, &channel.slug, row))
            .collect(),
        pager: Pager::for_total(number, list::PAGE, total, &url),
        channel: head(&channel, &url),
    };
    ctx.page(described(&ctx.site, &channel, number, &url, view)).await
}

/// A channel as a link of a navigation.
pub(crate) fn nav(site: &Site, row: &Model, current: bool) -> NavItem {
    NavItem::new(&row.name, site.url(&format!("/{}/", row.slug)), current)
}

fn head(channel: &Model, url: &str) -> ChannelHead {
    ChannelHead {
        name: channel.name.clone(),
        description: channel.description.clone(),
        url: url.to_owned(),
        slug: channel.slug.clone(),
    }
}

fn described(site: &Site, channel: &Model, number: u64, url: &str, view: ChannelShow) -> Page<ChannelShow> {
    let first = site.absolute(&format!("/{}/", channel.slug));
    let canonical = if number > 1 {
        format!("{first}?page={number}")
    } else {
        first
    };
    Page::new("list.html", view)
        .title(&channel.name)
        .description(&channel.description)
        .kind("list")
        .canonical(canonical)
        .crumb("首页", site.url("/"))
        .meta("ColumnName", &channel.name)
        .meta("ColumnDescription", &channel.description)
        .meta("ColumnKeywords", &channel.keywords)
        .meta("ColumnType", &channel.kind)
        .feed(
            format!("{} RSS", channel.name),
            "application/rss+xml",
            format!("{url}feed.xml"),
        )
        .feed(
            format!("{} Atom", channel.name),
            "application/atom+xml",
            format!("{url}feed.atom"),
        )
        .feed(
            format!("{} JSON", channel.name),
            "application/feed+json",
            format!("{url}feed.json"),
        )
        .public([Tag::Channel(ChannelId(channel.id))])
}
