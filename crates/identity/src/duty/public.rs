//! `/about/duties/` for visitors: which post answers for the site.

use super::Kind;
use super::entity::{Column, Entity, Model};
use gateway::{Ctx, Page, Reply};
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use store::SiteRead;
use theme::view::{DutiesView, DutyLine};

/// The page. It is not kept: it changes seldom, and is asked for seldom.
pub async fn get_duties(ctx: Ctx) -> Reply {
    let view = view(&ctx.read()).await?;
    let page = Page::new("duties.html", view)
        .title("网站管理责任")
        .description(format!(
            "{}的网站管理责任：各项责任由哪个职务承担。",
            ctx.site.name
        ))
        .canonical(ctx.site.absolute("/about/duties/"))
        .crumb("首页", ctx.site.url("/"))
        .kind("duties");
    ctx.page(page).await
}

async fn view(read: &SiteRead) -> Result<DutiesView> {
    let rows = read
        .find::<Entity>()
        .filter(Column::Shown.eq(true))
        .asc(Column::Position)
        .asc(Column::Id)
        .all()
        .await?;
    let updated = rows.iter().map(|row| row.updated_at).max();
    Ok(DutiesView {
        updated: updated.map_or_else(String::new, beijing::date),
        lines: rows.into_iter().map(line).collect(),
    })
}

fn line(row: Model) -> DutyLine {
    DutyLine {
        duty: Kind::parse(&row.kind).map_or("", Kind::title).into(),
        post: row.post,
        holder: row.holder,
        phone: row.phone,
    }
}
