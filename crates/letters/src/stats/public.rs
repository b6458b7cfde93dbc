//! The figures for visitors and for programs, and the letters behind each of them.

use super::reasons::reasons;
use super::view::{self, Place};
use super::{
    Figures, Filter, Format, Period, Scope, Wanted, What, read_public_list, scope_of, sheets, write_file,
};
use crate::assessment::read_record;
use crate::home::BOARD;
use crate::letter::entity::Model;
use crate::letter::facts::{ANSWERED, INVALID};
use crate::letter::{letter_address, public_state, unit_names};
use crate::pool::{Desk, Pool};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use gateway::{Ctx, Page, Reply, Route};
use kernel::{Error, Result, beijing};
use std::collections::HashMap;
use store::HubRead;
use theme::view::{LetterRow, LettersBehind, LettersStats, Link, Pager};

/// The addresses of the figures.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/letters/stats", get_stats),
        Route::get("/letters/stats.csv", get_stats_csv),
        Route::get("/letters/stats.xlsx", get_stats_xlsx),
        Route::get("/letters/stats.docx", get_stats_docx),
        Route::get("/letters/stats.pdf", get_stats_pdf),
        Route::get("/letters/stats/list", get_stats_list),
        Route::get("/letters/units/{unit}", get_unit).portal_only(),
        Route::get("/api/v1/letters/stats", get_stats_json),
    ]
}

async fn scope(read: &HubRead, ctx: &Ctx) -> Result<Scope> {
    Ok(scope_of(&Desk::of(read, ctx.site.id).await?))
}

/// What an address asks for, by whole months: visitors learn of private letters the month alone.
fn filter(read: &HubRead, wanted: &Wanted) -> Result<Filter> {
    let mut filter = wanted.filter(beijing::day(read.now()))?;
    filter.period = filter.period.whole_months();
    Ok(filter)
}

async fn figures(ctx: &Ctx, pool: &Pool, read: &HubRead, wanted: &Wanted) -> Result<(Filter, Figures)> {
    let filter = filter(read, wanted)?;
    let figures = pool.figures(read, scope(read, ctx).await?, &filter).await?;
    Ok((filter, figures))
}

/// `GET /api/v1/letters/stats?year=2006`, or `from` and `to`, which are widened to whole months.
///
/// # Errors
/// [`kernel::Error::Invalid`] for a period that is none.
pub async fn get_stats_json(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let read = pool.snapshot().await?;
    Ok(HttpResponse::Ok().json(figures(&ctx, &pool, &read, &wanted).await?.1))
}

/// `GET /letters/stats?year=2006`
///
/// # Errors
/// As [`get_stats_json`].
pub async fn get_stats(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let read = pool.snapshot().await?;
    let (filter, figures) = figures(&ctx, &pool, &read, &wanted).await?;
    let names = unit_names(&read).await?;
    let path = ctx.site.url("/letters/stats");
    let mut view = show(&ctx, &read, &filter, &figures, &names, &path).await?;
    view.record = match filter.unit {
        Some(Some(unit)) if names.contains_key(&unit) && is_portal(&ctx) => {
            let url = ctx.site.url(&format!("/letters/units/{unit}"));
            Some(Link::new("该单位办信记录", url))
        }
        _ => None,
    };
    let title = format!("{}来信统计", named(&view));
    let page = Page::new("letters_stats.html", view)
        .title(title)
        .canonical(ctx.site.absolute(&format!("/letters/stats?{}", filter.query())))
        .crumb("首页", ctx.site.url("/"))
        .crumb(BOARD, ctx.site.url("/letters/"))
        .kind("letters-stats");
    ctx.page(page).await
}

fn is_portal(ctx: &Ctx) -> bool {
    ctx.app
        .directory
        .portal()
        .is_some_and(|portal| portal.id == ctx.site.id)
}

fn named(view: &LettersStats) -> String {
    match view.chosen.as_str() {
        "" => view.period.clone(),
        chosen => format!("{} {chosen} ", view.period),
    }
}

/// A letter as visitors may read of it: a private one is a line without title, number and day.
fn public_row(ctx: &Ctx, letter: &Model, names: &HashMap<i64, String>) -> LetterRow {
    let unit = letter.figure_unit().and_then(|id| names.get(&id).cloned());
    let invalid = letter.facts & INVALID != 0;
    let month = letter.received_on.get(..7).unwrap_or_default();
    let (title, url, date) = match (letter.shown, invalid) {
        (true, _) => (
            letter.title.clone(),
            letter_address(ctx, letter),
            letter.received_on.clone(),
        ),
        (false, true) => ("无效信息".into(), String::new(), month.to_owned()),
        (false, false) => ("不公开来信".into(), String::new(), month.to_owned()),
    };
    let state = match letter.shown {
        true => public_state(letter),
        // Of a private one no more than the figures say.
        false if invalid => "未受理".into(),
        false if letter.facts & ANSWERED != 0 => "已答复".into(),
        false => "办理中".into(),
    };
    LetterRow {
        title,
        url,
        class: letter.class.clone(),
        unit: unit.unwrap_or_default(),
        date,
        state,
    }
}

async fn show(
    ctx: &Ctx,
    read: &HubRead,
    filter: &Filter,
    figures: &Figures,
    names: &HashMap<i64, String>,
    path: &str,
) -> Result<LettersStats> {
    let list = ctx.site.url("/letters/stats/list");
    let place = Place {
        page: path,
        list: &list,
    };
    let mut tables: Vec<_> = sheets(figures, filter)
        .into_iter()
        .map(|sheet| place.table(sheet))
        .collect();
    let title = |letter: &Model| {
        let row = public_row(ctx, letter, names);
        (row.title, row.url)
    };
    let scope = scope(read, ctx).await?;
    let today = beijing::day(read.now());
    tables.push(view::silent(read, scope, filter, today, (title, true), names).await?);
    tables.push(reasons(figures, filter, &place));
    let (from, to) = filter.period.days();
    let file =
        |title: &str, path: &str| Link::new(title, ctx.site.url(&format!("{path}?{}", filter.query())));
    Ok(LettersStats {
        period: filter.period.title(),
        chosen: view::with_board(read, filter, view::chosen(filter, names)).await?,
        from,
        to,
        url: path.to_owned(),
        hidden: view::hidden(filter),
        filters: place.periods(figures, filter),
        tables,
        files: vec![
            file("CSV", "/letters/stats.csv"),
            file("Excel", "/letters/stats.xlsx"),
            file("Word", "/letters/stats.docx"),
            file("PDF", "/letters/stats.pdf"),
            file("JSON 数据", "/api/v1/letters/stats"),
        ],
        lists: lists(ctx, filter),
        record: None,
        board: Link::new(BOARD, ctx.site.url("/letters/")),
    })
}

/// The lists that are asked for most, and the circulars, which are the portal's.
fn lists(ctx: &Ctx, filter: &Filter) -> Vec<Link> {
    let list = |title: &str, what: What| {
        let query = filter.what(what).query();
        Link::new(title, ctx.site.url(&format!("/letters/stats/list?{query}")))
    };
    let mut lists = vec![
        list("评价满意的来信", What::Content),
        list("已答复未整改的来信", What::Unrectified),
        list("未答复已超期的来信", What::Overdue),
    ];
    if let Some(portal) = ctx.app.directory.portal() {
        let path = "/letters/circulars/";
        let url = if portal.id == ctx.site.id {
            ctx.site.url(path)
        } else {
            portal.absolute(path)
        };
        lists.push(Link::new("每周测评通报", url));
    }
    lists
}

/// `GET /letters/units/<unit>`: a unit's record on the portal, year by year.
///
/// # Errors
/// [`Error::NotFound`] for a unit that is not here.
pub async fn get_unit(ctx: Ctx, pool: Data<Pool>, unit: Path<String>, Query(wanted): Query<Wanted>) -> Reply {
    let read = pool.snapshot().await?;
    let names = unit_names(&read).await?;
    let id = unit
        .parse()
        .ok()
        .filter(|id| names.contains_key(id))
        .ok_or(Error::NotFound)?;
    let mut filter = filter(&read, &wanted)?;
    filter.unit = Some(Some(id));
    let figures = pool.figures(&read, scope(&read, &ctx).await?, &filter).await?;
    let path = ctx.site.url(&format!("/letters/units/{id}"));
    let mut view = show(&ctx, &read, &filter, &figures, &names, &path).await?;
    let circular = |week: &str| ctx.site.url(&format!("/letters/circulars/week?week={week}"));
    view.tables.splice(0..0, read_record(&read, id, circular).await?);
    let title = format!("{}办信记录", names.get(&id).cloned().unwrap_or_default());
    let page = Page::new("letters_stats.html", view)
        .title(title)
        .canonical(ctx.site.absolute(&format!("/letters/units/{id}")))
        .crumb("首页", ctx.site.url("/"))
        .crumb(BOARD, ctx.site.url("/letters/"))
        .crumb("来信统计", ctx.site.url("/letters/stats"))
        .kind("letters-stats");
    ctx.page(page).await
}

/// `GET /letters/stats/list?what=open&unit=3`: the letters that a number counts.
///
/// # Errors
/// As [`get_stats_json`].
pub async fn get_stats_list(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let read = pool.snapshot().await?;
    let filter = filter(&read, &wanted)?;
    let page = wanted.page();
    let listed = read_public_list(&read, scope(&read, &ctx).await?, &filter, page).await?;
    let names = unit_names(&read).await?;
    let rows = listed
        .letters
        .iter()
        .map(|letter| public_row(&ctx, letter, &names));
    let base = ctx.site.url(&format!("/letters/stats/list?{}", filter.query()));
    let back = ctx
        .site
        .url(&format!("/letters/stats?{}", filter.what(What::Received).query()));
    let view = LettersBehind {
        of: view::with_board(&read, &filter, view::title(&filter, &names)).await?,
        rows: rows.collect(),
        pager: Pager::for_total(page, super::list::SIZE, listed.total, &base),
        back: Link::new("返回统计", back),
    };
    let page = Page::new("letters_behind.html", view)
        .title("来信清单")
        .crumb("首页", ctx.site.url("/"))
        .crumb(BOARD, ctx.site.url("/letters/"))
        .crumb("来信统计", ctx.site.url("/letters/stats"))
        .kind("letters-stats");
    ctx.page(page).await
}

async fn file(ctx: &Ctx, pool: &Pool, wanted: &Wanted, format: Format) -> Reply {
    let (filter, figures) = figures(ctx, pool, &pool.snapshot().await?, wanted).await?;
    Ok(answer_file(format, &filter, &figures)?)
}

/// The tables as a file for download.
pub(super) fn answer_file(format: Format, filter: &Filter, figures: &Figures) -> Result<HttpResponse> {
    let title = format!("{}来信统计", filter.period.title());
    let bytes = write_file(format, &title, &sheets(figures, filter))?;
    let Period { from, to } = filter.period;
    let name = format!("letters-{from}-{to}.{}", format.ending());
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "private, no-store"))
        .body(bytes))
}

/// `GET /letters/stats.csv`
///
/// # Errors
/// As [`get_stats_json`].
pub async fn get_stats_csv(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&ctx, &pool, &wanted, Format::Csv).await
}

/// `GET /letters/stats.xlsx`
///
/// # Errors
/// As [`get_stats_json`].
pub async fn get_stats_xlsx(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&ctx, &pool, &wanted, Format::Xlsx).await
}

/// `GET /letters/stats.docx`: the figures as a circular with charts.
///
/// # Errors
/// As [`get_stats_json`].
pub async fn get_stats_docx(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&ctx, &pool, &wanted, Format::Docx).await
}

/// `GET /letters/stats.pdf`
///
/// # Errors
/// As [`get_stats_json`].
pub async fn get_stats_pdf(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&ctx, &pool, &wanted, Format::Pdf).await
}
