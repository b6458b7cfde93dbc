//! `/` on the portal.

use super::group::groups;
use actix_web::HttpRequest;
use actix_web::web::Data;
use content::home::{HomeParts, home};
use gateway::{Ctx, Page, Reply, SiteKind};
use kernel::Tag;
use letters::pool::Pool;
use theme::view::SiteEntry;

/// Channels shown as tabs instead of blocks: notices and what units sent up.
const TABS: [&str; 3] = ["notices", "bumen", "xiangzhen"];

/// The portal's home page.
///
/// # Errors
/// Faults.
pub async fn get_home(ctx: Ctx, pool: Data<Pool>, http: HttpRequest) -> Reply {
    if let Some(old) = content::redirect::short_address(&ctx, &http).await? {
        return Ok(old);
    }
    let read = ctx.read();
    let HomeParts { mut view, channels } = home(&read, &ctx.site).await?;
    drop(read);
    let (tabs, blocks) = view
        .blocks
        .into_iter()
        .partition(|block| TABS.contains(&block.key.as_str()));
    view.tabs = tabs;
    view.blocks = blocks;
    view.groups = groups(&ctx.site, &channels);
    view.directory = directory(&ctx);
    if ctx.site.has("letters") {
        view.letters = Some(letters::home::strip(&ctx, &pool.read()).await?);
    }
    let page = Page::new("home.html", view)
        .title("首页")
        .kind("home")
        .description(&ctx.site.settings.slogan)
        .public([Tag::Home, Tag::Letters]);
    ctx.page(page).await
}

/// Every other site of the group.
fn directory(ctx: &Ctx) -> Vec<SiteEntry> {
    let all = ctx.app.directory.all();
    all.iter()
        .filter(|site| site.kind != SiteKind::Portal)
        .map(|site| SiteEntry {
            title: site.short_name.clone(),
            url: if site.host == ctx.site.host {
                site.url("/")
            } else {
                site.absolute("/")
            },
            kind: site.kind.key().into(),
        })
        .collect()
}
