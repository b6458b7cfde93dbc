//! The circulars for visitors, on the portal: the weeks, a week with charts and tables, the same as Word and PDF.

use super::staff::file;
use super::{Circular, SealKey, Week, lay, parts, read_circular, read_weeks, write_docx, write_pdf};
use crate::pool::Pool;
use actix_web::web::{Data, Query};
use gateway::{Ctx, Page, Reply, Route};
use kernel::Result;
use serde::Deserialize;
use theme::view::{LetterFilter, LetterWeek, LettersCircular, LettersCirculars, Link};

/// The addresses of circulars.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/letters/circulars/", get_circulars).portal_only(),
        Route::get("/letters/circulars/week", get_circular).portal_only(),
        Route::get("/letters/circulars/week.docx", get_week_docx).portal_only(),
        Route::get("/letters/circulars/week.pdf", get_week_pdf).portal_only(),
    ]
}

/// Which circular.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// `2026-W10`; the newest without it.
    week: String,
    /// The newest without it.
    version: String,
}

async fn read(ctx: &Ctx, pool: &Pool, which: &Which) -> Result<Circular> {
    let key = SealKey::new(&ctx.app.settings.secret)?;
    let version = which.version.parse().ok();
    read_circular(&pool.read(), &key, which.week.trim(), version).await
}

fn address(ctx: &Ctx, week: &str, version: Option<i64>, ending: &str) -> String {
    let version = version.map_or_else(String::new, |version| format!("&version={version}"));
    ctx.site
        .url(&format!("/letters/circulars/week{ending}?week={week}{version}"))
}

/// `GET /letters/circulars/`: the weeks, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn get_circulars(ctx: Ctx, pool: Data<Pool>) -> Reply {
    let weeks = read_weeks(&pool.read()).await?;
    let week = |name: &String| {
        let week: Week = name.parse()?;
        let (from, to) = week.period().days();
        Ok(LetterWeek {
            title: week.title(),
            url: address(&ctx, name, None, ""),
            from,
            to,
            files: vec![
                Link::new("Word", address(&ctx, name, None, ".docx")),
                Link::new("PDF", address(&ctx, name, None, ".pdf")),
            ],
        })
    };
    let view = LettersCirculars {
        weeks: weeks.iter().map(week).collect::<Result<_>>()?,
        stats: Link::new("来信统计", ctx.site.url("/letters/stats")),
    };
    let page = Page::new("letters_circulars.html", view)
        .title("来信办理情况每周通报")
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .kind("letters-circulars");
    ctx.page(page).await
}

/// `GET /letters/circulars/week?week=2026-W10`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a week that was not assessed.
pub async fn get_circular(ctx: Ctx, pool: Data<Pool>, Query(which): Query<Which>) -> Reply {
    let circular = read(&ctx, &pool, &which).await?;
    let view = show(&ctx, &circular);
    let page = Page::new("letters_circular.html", view.clone())
        .title(view.title)
        .canonical(
            ctx.site
                .absolute(&format!("/letters/circulars/week?week={}", circular.frozen.week)),
        )
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .crumb("每周通报", ctx.site.url("/letters/circulars/"))
        .kind("letters-circulars");
    ctx.page(page).await
}

fn show(ctx: &Ctx, circular: &Circular) -> LettersCircular {
    let (week, version) = (&circular.frozen.week, circular.frozen.version);
    let mut laid = lay(circular);
    // A unit's name leads to its record.
    for table in &mut laid.tables {
        for cell in table.rows.iter_mut().filter_map(|row| row.cells.first_mut()) {
            let mut units = circular.frozen.units.iter();
            let unit = units.find(|unit| unit.work.name == cell.text);
            if let Some(id) = unit.and_then(|unit| unit.work.unit) {
                cell.url = ctx.site.url(&format!("/letters/units/{id}"));
            }
        }
    }
    let version_link = |n: &i64| LetterFilter {
        title: format!("第 {n} 版"),
        url: address(ctx, week, Some(*n), ""),
        current: *n == version,
    };
    LettersCircular {
        title: laid.title,
        is_whole: circular.is_whole,
        versions: circular.versions.iter().map(version_link).collect(),
        before: laid.before,
        tables: laid.tables,
        after: laid.after,
        files: vec![
            Link::new("下载 Word", address(ctx, week, Some(version), ".docx")),
            Link::new("下载 PDF", address(ctx, week, Some(version), ".pdf")),
        ],
        back: Link::new("每周通报", ctx.site.url("/letters/circulars/")),
    }
}

/// `GET /letters/circulars/week.docx?week=2026-W10`
///
/// # Errors
/// As [`get_circular`].
pub async fn get_week_docx(ctx: Ctx, pool: Data<Pool>, Query(which): Query<Which>) -> Reply {
    let circular = read(&ctx, &pool, &which).await?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(file(&circular, "docx", kind, write_docx(&parts(&circular))?))
}

/// `GET /letters/circulars/week.pdf?week=2026-W10`
///
/// # Errors
/// As [`get_circular`].
pub async fn get_week_pdf(ctx: Ctx, pool: Data<Pool>, Query(which): Query<Which>) -> Reply {
    let circular = read(&ctx, &pool, &which).await?;
    let bytes = write_pdf(&parts(&circular));
    Ok(file(&circular, "pdf", "application/pdf", bytes))
}
