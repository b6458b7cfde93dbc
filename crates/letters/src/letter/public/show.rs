//! `/letters/<n>.html`.

use super::words::letter_show;
use crate::letter::entity::{Column, Entity};
use crate::pool::Pool;
use actix_web::web::{Data, Path};
use gateway::{Ctx, Page, Reply};
use sea_orm::ColumnTrait;

/// `GET /letters/<n>.html`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a letter that is not public: that it exists is a secret.
pub async fn get_letter(ctx: Ctx, pool: Data<Pool>, letter: Path<i64>) -> Reply {
    let read = pool.read();
    let row = read
        .find::<Entity>()
        .filter(Column::SiteId.eq(ctx.site.id.0))
        .filter(Column::N.eq(*letter))
        .filter(Column::Shown.eq(true))
        .found()
        .await?;
    let view = letter_show(&read, &ctx.site, &row, false).await?;
    let page = Page::new("letter.html", view)
        .title(row.title)
        .canonical(ctx.site.absolute(&format!("/letters/{}.html", row.n)))
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .kind("letter");
    ctx.page(page).await
}
