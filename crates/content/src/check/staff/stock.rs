//! 检查结果: GET /console/checks, its file, and the wish to have the stock read again.

mod look;
mod view;

pub use view::CheckList;
pub(super) use view::Filter;

use super::door::Group;
use crate::check::scan::Rescan;
use crate::permissions::{KeepChecks, ReadChecks};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use gateway::{By, Reply, StaffPage};
use kernel::{Result, Uid};
use look::Look;
use serde::Deserialize;
use theme::view::Pager;
use view::{bars, figures};

const SIZE: u64 = 50;
/// Rows of the file.
const MOST: u64 = 20_000;

/// What of the list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    level: String,
    rule: String,
    site: String,
    page: Option<u64>,
}

/// What the checks found in what is public.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_checks(by: By<ReadChecks>, group: Option<Data<Group>>, Query(asked): Query<Asked>) -> Reply {
    let page = asked.page.unwrap_or(1).clamp(1, 100_000);
    let look = Look::new(&by, group, asked);
    let view = load(&look, page).await?;
    by.page(StaffPage::new("content/check_list.html", view).title("检查结果"))
        .await
}

async fn load(look: &Look<'_>, page: u64) -> Result<CheckList> {
    let counts = look.counts().await?;
    let (rows, total) = look.rows().page(page, SIZE).await?;
    let Asked {
        level, rule, site, ..
    } = &look.asked;
    let base = look.url(level, rule, site);
    let tail = look.asked.query(level, rule, site);
    let at = |path: &str| look.by.site.url(path);
    Ok(CheckList {
        figures: figures(&counts, |l| look.url(l.key(), "", site)),
        levels: look.levels(&counts),
        rules: look.rules(&counts),
        sites: look.sites(),
        bars: bars(&counts, |r| look.url("", r.key(), site)),
        rows: look.shown(rows).await?,
        pager: Pager::for_total(page, SIZE, total, &base),
        csv_url: at(&format!("/console/checks/findings.csv{tail}")),
        scan_url: look.by.may::<KeepChecks>().then(|| at("/console/checks/scan")),
        lists_url: at("/console/checks/lists"),
        scans: look.scans().await?,
        group: look.group,
    })
}

/// The list as a file, at most 20,000 rows of it.
///
/// # Errors
/// Faults of the database.
pub async fn get_findings_csv(
    by: By<ReadChecks>,
    group: Option<Data<Group>>,
    Query(asked): Query<Asked>,
) -> Reply {
    let look = Look::new(&by, group, asked);
    let rows = look.rows().limit(MOST).all().await?;
    let heads = [
        "站点",
        "标题",
        "级别",
        "规则",
        "部分",
        "原文",
        "说明",
        "词表",
        "发现时间",
    ];
    let mut text = String::from(kernel::csv::BOM);
    text.push_str(&kernel::csv::line(heads));
    for row in look.shown(rows).await? {
        let site = if look.group {
            row.site
        } else {
            by.site.name.clone()
        };
        let words = format!("{}【{}】{}", row.before, row.words, row.after);
        text.push_str(&kernel::csv::line([
            &site, &row.title, row.level, row.rule, row.field, &words, &row.why, &row.list, &row.at,
        ]));
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", "attachment; filename=\"checks.csv\""))
        .insert_header(("cache-control", "private, no-store"))
        .body(text))
}

/// 复查: has the stock of this site read again.
///
/// # Errors
/// Faults of the database.
pub async fn post_scan(by: By<KeepChecks>) -> Reply {
    let mut tx = by.write().await?;
    let word = Uid::at(tx.now()).to_string();
    tx.enqueue(&Rescan::begin("人工复查", &word)).await?;
    tx.audit("check_scan.asked", "check_scan", &serde_json::Value::Null);
    tx.commit().await?;
    by.saved("/console/checks", "已开始复查，进度显示在本页。").await
}
