//! 访问统计 of the console: page, files, setting.

use super::file::{write_csv, write_xlsx};
use super::view::{Chart, Choice, Part, VisitPage, VisitSettings, totals};
use super::{Figures, Period, Scope, Span, figures_of, tables};
use crate::permissions::{KeepVisits, ReadVisits};
use crate::setting::{SettingForm, change_setting, find_setting, sum_before, told};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, SiteKind, StaffPage};
use kernel::{Error, Result, SiteId, beijing};
use store::HubStore;

/// The portal's door to the figures of all sites.
pub struct Group(pub HubStore);

/// What is asked for, read.
struct Asked {
    period: Period,
    group: bool,
    figures: Figures,
}

fn is_hub(by: &Signed) -> bool {
    by.site.kind == SiteKind::Portal
}

async fn ask(by: &By<ReadVisits>, group: &Group, span: &Span) -> Result<Asked> {
    let read = by.read();
    let today = beijing::day(read.now());
    let period = span.period(today)?;
    let of_group = is_hub(by) && span.scope != "site";
    let figures = if of_group {
        let hub = group.0.snapshot().await?;
        let mut figures = figures_of(&Scope::Group(&hub, by.site.id), &period, today).await?;
        for line in &mut figures.sites {
            let site = line.title.parse().ok().map(SiteId);
            let site = site.and_then(|id| by.app.directory.get(id));
            if let Some(site) = site {
                line.path = site.absolute("/");
                line.title.clone_from(&site.name);
            }
        }
        figures
    } else {
        figures_of(&Scope::Site(&read), &period, today).await?
    };
    Ok(Asked {
        period,
        group: of_group,
        figures,
    })
}

fn query(period: &Period, group: bool) -> String {
    let scope = if group { "group" } else { "site" };
    format!("?from={}&to={}&scope={scope}", period.from, period.to)
}

/// `GET /console/visits`
///
/// # Errors
/// Faults; a period that is none is told on the page.
pub async fn get_visits(by: By<ReadVisits>, group: Data<Group>, Query(span): Query<Span>) -> Reply {
    match ask(&by, &group, &span).await {
        Ok(asked) => by.page(show(&by, &asked)).await,
        Err(error @ Error::Invalid(_)) => {
            let usual = Span {
                scope: span.scope,
                ..Span::default()
            };
            let asked = ask(&by, &group, &usual).await?;
            by.form(show(&by, &asked), error).await
        }
        Err(error) => Err(error.into()),
    }
}

fn show(by: &By<ReadVisits>, asked: &Asked) -> StaffPage<VisitPage> {
    let today = beijing::day(by.read().now());
    let at = |path: &str| by.site.url(&format!("/console/visits{path}"));
    let tail = query(&asked.period, asked.group);
    let scope = |title: &str, group: bool| Choice {
        title: title.to_owned(),
        url: at(&query(&asked.period, group)),
        current: group == asked.group,
    };
    let mut parts: Vec<Part> = tables(&asked.figures).into_iter().map(Part::of).collect();
    for row in parts.iter_mut().flat_map(|part| part.table.rows.iter_mut()) {
        if row.path.starts_with('/') {
            row.path = by.site.url(&row.path);
        }
    }
    let view = VisitPage {
        period: asked.period.title(),
        scopes: if is_hub(by) {
            vec![scope("全站群", true), scope("本站", false)]
        } else {
            Vec::new()
        },
        periods: VisitPage::periods(Period::offered(today), &asked.period, |period| {
            at(&query(period, asked.group))
        }),
        scope: if asked.group { "group" } else { "site" }.to_owned(),
        from: asked.period.from.to_string(),
        to: asked.period.to.to_string(),
        totals: totals(&asked.figures),
        chart: Chart::of(&asked.figures),
        parts,
        url: at(""),
        csv_url: at(&format!(".csv{tail}")),
        xlsx_url: at(&format!(".xlsx{tail}")),
        json_url: at(&format!(".json{tail}")),
        settings_url: by.may::<KeepVisits>().then(|| at("/settings")),
    };
    StaffPage::new("visits/list.html", view).title("访问统计")
}

fn title(asked: &Asked) -> String {
    format!("访问统计（{}）", asked.period.title())
}

fn file(name: &str, kind: &'static str, bytes: impl Into<bytes::Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "private, no-store"))
        .body(bytes.into())
}

/// `GET /console/visits.csv`
///
/// # Errors
/// [`Error::Invalid`] for a period that is none; faults.
pub async fn get_visits_csv(by: By<ReadVisits>, group: Data<Group>, Query(span): Query<Span>) -> Reply {
    let asked = ask(&by, &group, &span).await?;
    let text = write_csv(&title(&asked), &tables(&asked.figures));
    Ok(file("visits.csv", "text/csv; charset=utf-8", text))
}

/// `GET /console/visits.xlsx`
///
/// # Errors
/// As [`get_visits_csv`].
pub async fn get_visits_xlsx(by: By<ReadVisits>, group: Data<Group>, Query(span): Query<Span>) -> Reply {
    let asked = ask(&by, &group, &span).await?;
    let bytes = write_xlsx(&title(&asked), &tables(&asked.figures))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file("visits.xlsx", kind, bytes))
}

/// `GET /console/visits.json`
///
/// # Errors
/// As [`get_visits_csv`].
pub async fn get_visits_json(by: By<ReadVisits>, group: Data<Group>, Query(span): Query<Span>) -> Reply {
    let asked = ask(&by, &group, &span).await?;
    let answer = serde_json::json!({
        "from": asked.period.from,
        "to": asked.period.to,
        "scope": if asked.group { "group" } else { "site" },
        "views": asked.figures.views,
        "visitors": asked.figures.visitors,
        "tables": tables(&asked.figures),
    });
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "private, no-store"))
        .json(answer))
}

async fn settings(by: &Signed, form: Option<SettingForm>) -> Result<StaffPage<VisitSettings>> {
    let read = by.read();
    let row = find_setting(&read).await?;
    let (views, since) = sum_before(&read, beijing::day(read.now())).await?;
    let view = VisitSettings {
        form: form.unwrap_or_else(|| SettingForm::of(row.as_ref())),
        says: told(views, since),
        url: by.site.url("/console/visits/settings"),
        back: by.site.url("/console/visits"),
    };
    Ok(StaffPage::new("visits/settings.html", view).title("访问统计设置"))
}

/// `GET /console/visits/settings`
///
/// # Errors
/// Faults.
pub async fn get_visit_settings(by: By<KeepVisits>) -> Reply {
    by.page(settings(&by, None).await?).await
}

/// `POST /console/visits/settings`
///
/// # Errors
/// See [`change_setting`]; shown on the form.
pub async fn post_visit_settings(by: By<KeepVisits>, Form(form): Form<SettingForm>) -> Reply {
    let kept = async {
        let setting = form.read(beijing::day(by.read().now()))?;
        let mut tx = by.write().await?;
        change_setting(&mut tx, form.revision.parse().unwrap_or(-1), setting).await?;
        tx.commit().await
    };
    match kept.await {
        Ok(()) => by.saved("/console/visits/settings", "访问统计设置已保存。").await,
        Err(error) => by.form(settings(&by, Some(form.clone())).await?, error).await,
    }
}
