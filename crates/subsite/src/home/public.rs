//! `/` on a department's or township's site.

use content::home::{HomeParts, home};
use gateway::{Ctx, Page, Reply};
use kernel::Tag;
use theme::view::ServiceGroup;

/// The home page of a tenant.
///
/// # Errors
/// Faults.
pub async fn get_home(ctx: Ctx) -> Reply {
    let read = ctx.read();
    let HomeParts { mut view, channels } = home(&read, &ctx.site).await?;
    drop(read);
    view.groups = channels
        .iter()
        .filter(|channel| channel.function_group == "service" || channel.function_group == "interact")
        .map(|channel| ServiceGroup {
            title: channel.name.clone(),
            summary: channel.description.clone(),
            url: ctx.site.url(&format!("/{}/", channel.slug)),
            key: if channel.function_group == "service" {
                "services"
            } else {
                "letters"
            }
            .into(),
        })
        .take(4)
        .collect();
    let page = Page::new("home.html", view)
        .title("首页")
        .kind("home")
        .description(&ctx.site.settings.slogan)
        .public([Tag::Home]);
    ctx.page(page).await
}
