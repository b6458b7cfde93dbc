//! `/` on a department's or township's site.

use actix_web::HttpRequest;
use actix_web::web::Data;
use content::home::{HomeParts, home};
use gateway::{Ctx, Page, Reply};
use kernel::Tag;
use letters::pool::Pool;
use theme::view::ServiceGroup;

/// The home page of a tenant.
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
    let has_board = ctx.site.has("letters");
    view.groups = channels
        .iter()
        .filter(|channel| channel.function_group == "service" || channel.function_group == "interact")
        .map(|channel| ServiceGroup {
            title: channel.name.clone(),
            summary: channel.description.clone(),
            url: ctx.site.url(&format!("/{}/", channel.slug)),
            // The envelope is the board's own, where there is one.
            key: match channel.function_group.as_str() {
                "service" => "services",
                _ if has_board => "policy",
                _ => "letters",
            }
            .into(),
        })
        .take(if has_board { 3 } else { 4 })
        .collect();
    if has_board {
        view.groups.push(ServiceGroup {
            title: "咨询投诉".into(),
            summary: "咨询、建议、投诉，承办单位按期答复".into(),
            url: ctx.site.url("/letters/"),
            key: "letters".into(),
        });
        view.letters = Some(letters::home::strip(&ctx, &pool.read()).await?);
    }
    let page = Page::new("home.html", view)
        .title("首页")
        .kind("home")
        .description(&ctx.site.settings.slogan)
        .public([Tag::Home, Tag::Letters]);
    ctx.page(page).await
}
