//! `/<channel>/<yyyy>/<mm>/<n>.html` for visitors. The number finds the article; the rest must be as it is.

use super::page::{Shown, shown};
use super::query::{self, Placed};
use crate::placement::{entity as placement, path};
use crate::redirect::{lead_on, moved};
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use gateway::{Ctx, Page, Reply};
use kernel::{ChannelId, Result, Tag, Uid, beijing};
use store::SiteRead;
use theme::view::{NamedLink, Tombstone};

/// An article, its tombstone (410), or where it stands now (301).
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults.
pub async fn get_public_article(
    ctx: Ctx,
    http: HttpRequest,
    path: Path<(String, String, String, String)>,
) -> Reply {
    let (_, _, _, number) = path.into_inner();
    let read = ctx.read();
    let placed = match number.parse() {
        Ok(number) => query::placed(&read, number).await?,
        Err(_) => None,
    };
    let Some(placed) = placed else {
        return lead_on(&ctx, &http).await;
    };
    let right = self::path(&placed.channel_slug, placed.published_at, placed.number);
    if http.path() != right {
        return moved(ctx.site.url(&right));
    }
    if placed.state != placement::LIVE {
        let page = tombstone(&ctx, &read, placed).await?;
        drop(read);
        return ctx.page(page).await;
    }
    let shown = shown(&ctx, &read, &placed).await?;
    drop(read);
    ctx.page(described(&ctx, &placed, &right, shown)).await
}

fn described(ctx: &Ctx, placed: &Placed, right: &str, shown: Shown) -> Page<theme::view::ArticleShow> {
    let site = &ctx.site;
    let here = site.absolute(right);
    let Shown {
        view,
        canonical,
        summary,
        keywords,
        image,
    } = shown;
    let (title, time) = (view.title.clone(), view.published_at.clone());
    let (source, author) = (view.source.clone(), view.author.clone());
    Page::new("article.html", view)
        .title(&title)
        .description(&summary)
        .kind("article")
        .canonical(canonical.unwrap_or_else(|| here.clone()))
        .crumb("首页", site.url("/"))
        .crumb(
            &placed.channel_name,
            site.url(&format!("/{}/", placed.channel_slug)),
        )
        .meta("ColumnName", &placed.channel_name)
        .meta("ColumnDescription", &placed.channel_description)
        .meta("ColumnKeywords", &placed.channel_keywords)
        .meta("ColumnType", &placed.channel_kind)
        .meta("ArticleTitle", title)
        .meta("PubDate", time)
        .meta("ContentSource", source)
        .meta("Keywords", keywords)
        .meta("Author", author)
        .meta("Description", summary)
        .meta("Image", image.unwrap_or_default())
        .meta("Url", here)
        .public(tags(placed))
}

fn tags(placed: &Placed) -> [Tag; 2] {
    [
        Tag::Article(Uid(placed.uid)),
        Tag::Channel(ChannelId(placed.channel_id)),
    ]
}

/// The notice in place of what was withdrawn.
async fn tombstone(ctx: &Ctx, read: &SiteRead, placed: Placed) -> Result<Page<Tombstone>> {
    let (at, reason) = match placed.library_item_id {
        Some(_) if placed.revoked_at.is_some() => (
            placed.revoked_at,
            placed.revoke_reason.clone().unwrap_or_default(),
        ),
        Some(item) => match super::page::library_item(read, item).await? {
            Some(item) => (item.withdrawn_at, item.withdraw_reason),
            None => (None, String::new()),
        },
        None => (
            placed.withdrawn_at,
            placed.withdraw_reason.clone().unwrap_or_default(),
        ),
    };
    let url = ctx.site.url(&format!("/{}/", placed.channel_slug));
    let view = Tombstone {
        title: placed.title.clone(),
        withdrawn_at: at.map(beijing::minute).unwrap_or_default(),
        reason,
        channel: NamedLink::new(&placed.channel_name, &url),
    };
    Ok(Page::new("gone.html", view)
        .title("稿件已撤下")
        .kind("gone")
        .status(StatusCode::GONE)
        .crumb("首页", ctx.site.url("/"))
        .crumb(&placed.channel_name, url)
        .public(tags(&placed)))
}
