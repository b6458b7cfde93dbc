//! `/console/`.

use super::query::{self, Waiting};
use super::view::{DeskShow, Figure, Row, WaitingList};
use chrono::Datelike;
use content::article::state::State;
use content::permissions::{ReadArticles, ReviewArticle, WriteArticle};
use gateway::staff::Signed;
use gateway::{Reply, Site, StaffPage};
use kernel::{Error, Result, beijing};

const ROWS: i64 = 8;

/// The desk of whoever signed in, as far as the person has a post here.
///
/// # Errors
/// [`Error::NotFound`] for staff of other sites; faults.
pub async fn get_desk(signed: Signed) -> Reply {
    if !signed.posts.iter().any(|post| post.site == signed.site.id) {
        return Err(Error::NotFound.into());
    }
    let mut view = show(&signed).await?;
    view.figures.extend(slots(&signed).await?);
    signed
        .page(StaffPage::new("subsite/desk.html", view).title("工作台"))
        .await
}

/// What other features count here.
async fn slots(signed: &Signed) -> Result<Vec<Figure>> {
    let read = signed.read();
    let mut figures = Vec::new();
    for slot in signed.app.slot("desk.figures", &signed.site) {
        let filled = slot
            .provider
            .figures(&read, &signed.site, &signed.me, &signed.posts)
            .await?;
        figures.extend(filled.into_iter().map(|figure| Figure {
            label: figure.label,
            value: figure.value,
            url: figure.url,
            tone: figure.tone,
            note: figure.note,
        }));
    }
    Ok(figures)
}

async fn show(signed: &Signed) -> Result<DeskShow> {
    let read = signed.read();
    let site = &signed.site;
    let me = signed.me.person;
    let mut view = DeskShow {
        greeting: greeting(signed, read.now()),
        ..DeskShow::default()
    };
    // Who may not read the site's articles (letter clerks, the administrators of the platform) sees none here either.
    let Ok(reading) = signed.proof::<ReadArticles>() else {
        return Ok(view);
    };
    let scope = reading.scope();
    let (all, mine) = query::counts(&read, me, scope).await?;
    let figure = |label: &str, value: Option<&i64>, path: &str, tone: &str| {
        let value = value.copied().unwrap_or(0);
        let tone = if value == 0 { "plain" } else { tone };
        Figure {
            label: label.into(),
            value: value.to_string(),
            url: site.url(path),
            tone: tone.into(),
            note: String::new(),
        }
    };
    if signed.may::<WriteArticle>() {
        view.new_url = site.url("/console/articles/new");
        view.figures.push(figure(
            "我的草稿",
            mine.get("draft"),
            "/console/articles?state=draft",
            "plain",
        ));
        view.figures.push(figure(
            "已退回",
            mine.get("returned"),
            "/console/articles?state=returned",
            "warn",
        ));
        let returned = query::waiting(&read, State::Returned, Some(me), scope, ROWS).await?;
        view.lists.push(list(
            site,
            "已退回",
            "/console/articles?state=returned",
            "没有退回的稿件。",
            returned,
        ));
        let drafts = query::waiting(&read, State::Draft, Some(me), scope, ROWS).await?;
        view.lists.push(list(
            site,
            "我的草稿",
            "/console/articles?state=draft",
            "没有草稿，可以新建文章。",
            drafts,
        ));
    }
    if signed.may::<ReviewArticle>() {
        let reviewing = signed.proof::<ReviewArticle>()?;
        let waiting = query::waiting(&read, State::Submitted, None, reviewing.scope(), ROWS).await?;
        view.lists.push(list(
            site,
            "待审核",
            "/console/reviews",
            "没有等待审核的稿件。",
            waiting,
        ));
    }
    view.figures.push(figure(
        "待审核",
        all.get("submitted"),
        "/console/articles?state=submitted",
        "warn",
    ));
    view.figures.push(figure(
        "待发布",
        all.get("approved"),
        "/console/articles?state=approved",
        "warn",
    ));
    view.figures.push(figure(
        "已发布",
        all.get("published"),
        "/console/articles?state=published",
        "ok",
    ));
    let approved = query::waiting(&read, State::Approved, None, scope, ROWS).await?;
    view.lists.push(list(
        site,
        "待发布",
        "/console/articles?state=approved",
        "没有等待发布的稿件。",
        approved,
    ));
    Ok(view)
}

fn greeting(signed: &Signed, now: chrono::DateTime<chrono::Utc>) -> String {
    let weekday = ["日", "一", "二", "三", "四", "五", "六"]
        .get(usize::try_from(beijing::day(now).weekday().num_days_from_sunday()).unwrap_or(0))
        .copied()
        .unwrap_or_default();
    format!("{}，今天是 {} 星期{weekday}", signed.me.name, beijing::date(now))
}

fn list(site: &Site, title: &str, path: &str, empty: &str, rows: Vec<Waiting>) -> WaitingList {
    let rows = rows
        .into_iter()
        .map(|row| Row {
            title: row.title,
            url: site.url(&format!("/console/articles/{}", row.article_id)),
            channel: row.channel,
            author: row.author_name,
            changed_at: beijing::minute(row.changed_at),
            note: row.return_reason,
        })
        .collect();
    WaitingList {
        title: title.into(),
        url: site.url(path),
        empty: empty.into(),
        rows,
    }
}
