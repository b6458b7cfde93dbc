//! The figures for visitors and for programs.

use super::{Figures, Period, Scope, read_figures, shares};
use crate::pool::{Desk, Pool};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use chrono::{Datelike, NaiveDate};
use gateway::{Ctx, Page, Reply, Route};
use kernel::{Result, beijing};
use serde::Deserialize;
use store::HubRead;
use theme::view::{FigureRow, FigureTable, LetterFilter, LettersStats, Link};

/// What the address asks for.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Wanted {
    year: Option<i32>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Wanted {
    fn period(&self, today: NaiveDate) -> Result<Period> {
        match (self.from, self.to) {
            (Some(from), Some(to)) => Period::new(from, to),
            _ => Period::year(self.year.unwrap_or(today.year())),
        }
    }
}

/// The portal's figures are the group's; another site's are its own.
async fn scope(read: &HubRead, ctx: &Ctx) -> Result<Scope> {
    let desk = Desk::of(read, ctx.site.id).await?;
    Ok(if desk.whole {
        Scope::Group
    } else {
        Scope::Site(desk.site, desk.unit)
    })
}

/// The addresses of the figures.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/letters/stats", get_stats),
        Route::get("/api/v1/letters/stats", get_stats_json),
    ]
}

async fn figures(ctx: &Ctx, pool: &Pool, wanted: Wanted) -> Result<Figures> {
    let read = pool.read();
    let period = wanted.period(beijing::day(read.now()))?;
    read_figures(&read, scope(&read, ctx).await?, period).await
}

/// `GET /api/v1/letters/stats?year=2006`, or `from` and `to`.
///
/// # Errors
/// [`kernel::Error::Invalid`] for a period that is none.
pub async fn get_stats_json(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    Ok(HttpResponse::Ok().json(figures(&ctx, &pool, wanted).await?))
}

/// `GET /letters/stats?year=2006`
///
/// # Errors
/// As [`get_stats_json`].
pub async fn get_stats(ctx: Ctx, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let figures = figures(&ctx, &pool, wanted).await?;
    let year = figures.from.get(..4).unwrap_or_default().to_owned();
    let page = Page::new("letters_stats.html", view(&ctx, &year, &figures))
        .title(format!("{year}年来信统计"))
        .canonical(ctx.site.absolute(&format!("/letters/stats?year={year}")))
        .crumb("首页", ctx.site.url("/"))
        .crumb("咨询投诉", ctx.site.url("/letters/"))
        .kind("letters-stats");
    ctx.page(page).await
}

fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "—".into(), |rate| format!("{rate:.2}%"))
}

fn row(title: &str, url: String, cells: &[String]) -> FigureRow {
    FigureRow {
        title: title.into(),
        url,
        cells: cells.to_vec(),
    }
}

fn table(title: &str, heads: &[&str], rows: Vec<FigureRow>, check: String) -> FigureTable {
    FigureTable {
        title: title.into(),
        heads: heads.iter().map(|head| (*head).to_owned()).collect(),
        rows,
        check,
    }
}

fn view(ctx: &Ctx, year: &str, figures: &Figures) -> LettersStats {
    let list = |query: &str| ctx.site.url(&format!("/letters/{query}"));
    let years = figures.received_by_year.keys().rev().map(|key| LetterFilter {
        title: key.clone(),
        url: ctx.site.url(&format!("/letters/stats?year={key}")),
        current: key == year,
    });
    LettersStats {
        year: year.into(),
        years: years.collect(),
        tables: vec![
            totals(figures, &list),
            classes(figures, &list),
            by_year(ctx, figures),
            months(figures),
            units(figures, &list),
        ],
        json_url: ctx.site.url(&format!("/api/v1/letters/stats?year={year}")),
        board: Link::new("咨询投诉", list("")),
    }
}

fn totals(figures: &Figures, list: &impl Fn(&str) -> String) -> FigureTable {
    let line = |title: &str, n: u64, query: Option<&str>| {
        row(title, query.map_or_else(String::new, list), &[n.to_string()])
    };
    let mut rows = vec![
        line("收件总数", figures.received, None),
        line("无效信息", figures.deleted, None),
        line("有效信息", figures.valid, Some("")),
        line("已答复", figures.replied, Some("?state=answered")),
        line("未答复", figures.unreplied, Some("?state=open")),
    ];
    rows.push(row("答复率", String::new(), &[rate(figures.reply_rate)]));
    rows.push(line("按时答复", figures.on_time, None));
    rows.push(line("按时或延期内答复", figures.on_time_or_extended, None));
    rows.push(line("超过最长时限答复", figures.over_15_days, None));
    let check = format!(
        "{} − {} = {}；{} + {} = {}；答复率 = 已答复 ÷ 有效信息。",
        figures.received, figures.deleted, figures.valid, figures.replied, figures.unreplied, figures.valid
    );
    table("收件和答复", &["项目", "数量"], rows, check)
}

fn classes(figures: &Figures, list: &impl Fn(&str) -> String) -> FigureTable {
    let counts: Vec<u64> = figures.by_type.values().copied().collect();
    let parts = shares(&counts);
    let rows = figures.by_type.iter().zip(&parts).map(|((class, n), part)| {
        let query: String = url::form_urlencoded::byte_serialize(class.as_bytes()).collect();
        let part = format!("{}.{:02}%", part / 100, part % 100);
        row(class, list(&format!("?class={query}")), &[n.to_string(), part])
    });
    let rows: Vec<FigureRow> = rows.collect();
    let sum: Vec<String> = counts.iter().map(u64::to_string).collect();
    let check = if counts.is_empty() {
        String::new()
    } else {
        format!("{} = {}；各类占比合计 100.00%。", sum.join(" + "), figures.valid)
    };
    table("分类", &["类型", "有效信息", "占比"], rows, check)
}

fn by_year(ctx: &Ctx, figures: &Figures) -> FigureTable {
    let rows = figures.received_by_year.iter().map(|(year, n)| {
        let url = ctx.site.url(&format!("/letters/stats?year={year}"));
        row(year, url, &[n.to_string()])
    });
    table("历年收件", &["年份", "收件总数"], rows.collect(), String::new())
}

fn months(figures: &Figures) -> FigureTable {
    let rows = figures.by_month_valid.iter();
    let rows = rows.map(|(month, n)| row(month, String::new(), &[n.to_string()]));
    table("按月", &["月份", "有效信息"], rows.collect(), String::new())
}

fn units(figures: &Figures, list: &impl Fn(&str) -> String) -> FigureTable {
    let rows = figures.units.iter().map(|unit| {
        let url = unit
            .id
            .map_or_else(String::new, |id| list(&format!("?unit={id}")));
        let cells = [
            unit.valid.to_string(),
            unit.replied.to_string(),
            unit.unreplied.to_string(),
            rate(unit.reply_rate),
            unit.on_time.to_string(),
        ];
        row(&unit.unit, url, &cells)
    });
    let heads = ["单位", "有效信息", "已答复", "未答复", "答复率", "按时答复"];
    let check = format!(
        "答复率 100% 的单位 {} 个，100 件以上的单位 {} 个。",
        figures.units_at_100.len(),
        figures.units_100_or_more.len()
    );
    table("按单位", &heads, rows.collect(), check)
}
