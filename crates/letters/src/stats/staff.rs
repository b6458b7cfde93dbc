//! The figures for staff: the portal's desk sees the group's, another site's its own; lists name the private letters too.

use super::public::answer_file;
use super::view::{self, FigureList, FiguresPage, Place};
use super::{Format, Scope, Wanted, read_list};
use crate::letter::entity::Model;
use crate::letter::unit_names;
use crate::permissions::ReadLetters;
use crate::pool::{Desk, Pool};
use actix_web::web::{Data, Query};
use gateway::{By, Reply, Route, StaffPage};
use kernel::{Result, SiteId, beijing};
use store::HubRead;

/// The addresses of the staff's figures.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/console/letters/stats", get_figures),
        Route::get("/console/letters/stats.csv", get_figures_csv),
        Route::get("/console/letters/stats.xlsx", get_figures_xlsx),
        Route::get("/console/letters/stats.docx", get_figures_docx),
        Route::get("/console/letters/stats.pdf", get_figures_pdf),
        Route::get("/console/letters/stats/list", get_figure_list),
    ]
}

async fn scope(read: &HubRead, by: &By<ReadLetters>) -> Result<Scope> {
    let desk = Desk::of(read, by.site.id).await?;
    Ok(if desk.whole {
        Scope::Group
    } else {
        Scope::Site(desk.site, desk.unit)
    })
}

/// Where a letter stands in public, or nothing.
fn address(by: &By<ReadLetters>, letter: &Model) -> String {
    let site = by
        .app
        .directory
        .get(SiteId(letter.site_id))
        .filter(|_| letter.shown);
    site.map_or_else(String::new, |site| {
        site.absolute(&format!("/letters/{}.html", letter.n))
    })
}

/// `GET /console/letters/stats`
///
/// # Errors
/// [`kernel::Error::Invalid`] for a period that is none.
pub async fn get_figures(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let read = pool.snapshot().await?;
    let today = beijing::day(read.now());
    let (filter, scope) = (wanted.filter(today)?, scope(&read, &by).await?);
    let figures = pool.figures(&read, scope, &filter).await?;
    let names = unit_names(&read).await?;
    let title = |letter: &Model| (letter.title.clone(), address(&by, letter));
    let silent = view::silent(&read, scope, &filter, today, (title, false), &names).await?;
    let (page, list) = (
        by.site.url("/console/letters/stats"),
        by.site.url("/console/letters/stats/list"),
    );
    let place = Place {
        page: &page,
        list: &list,
    };
    let chosen = view::with_board(&read, &filter, view::chosen(&filter, &names)).await?;
    let view = FiguresPage::of(&place, &figures, &filter, silent, chosen);
    let title = format!("{}来信统计", filter.period.title());
    by.page(StaffPage::new("letters/figures.html", view).title(title))
        .await
}

/// `GET /console/letters/stats/list`
///
/// # Errors
/// As [`get_figures`].
pub async fn get_figure_list(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let read = pool.snapshot().await?;
    let filter = wanted.filter(beijing::day(read.now()))?;
    let listed = read_list(&read, scope(&read, &by).await?, &filter, wanted.page()).await?;
    let names = unit_names(&read).await?;
    let (page, list) = (
        by.site.url("/console/letters/stats"),
        by.site.url("/console/letters/stats/list"),
    );
    let place = Place {
        page: &page,
        list: &list,
    };
    let mut view = FigureList::of(&place, &filter, &listed, wanted.page(), &names, |letter| {
        address(&by, letter)
    });
    view.of = view::with_board(&read, &filter, view.of).await?;
    by.page(StaffPage::new("letters/figure_list.html", view).title("来信清单"))
        .await
}

async fn file(by: &By<ReadLetters>, pool: &Pool, wanted: &Wanted, format: Format) -> Reply {
    let read = pool.snapshot().await?;
    let filter = wanted.filter(beijing::day(read.now()))?;
    let figures = pool.figures(&read, scope(&read, by).await?, &filter).await?;
    Ok(answer_file(format, &filter, &figures)?)
}

/// `GET /console/letters/stats.csv`
///
/// # Errors
/// As [`get_figures`].
pub async fn get_figures_csv(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&by, &pool, &wanted, Format::Csv).await
}

/// `GET /console/letters/stats.xlsx`
///
/// # Errors
/// As [`get_figures`].
pub async fn get_figures_xlsx(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&by, &pool, &wanted, Format::Xlsx).await
}

/// `GET /console/letters/stats.docx`
///
/// # Errors
/// As [`get_figures`].
pub async fn get_figures_docx(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&by, &pool, &wanted, Format::Docx).await
}

/// `GET /console/letters/stats.pdf`
///
/// # Errors
/// As [`get_figures`].
pub async fn get_figures_pdf(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    file(&by, &pool, &wanted, Format::Pdf).await
}
