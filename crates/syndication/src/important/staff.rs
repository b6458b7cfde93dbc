//! Handlers of the page of important items: a site sees its own lines, the portal those of all sites.

use super::form::{BackForm, ImportantQuery, MarkForm, OwnForm};
use super::view::ImportantPage;
use super::{csv, mark_important, measure, register_own, unmark_important, unregister_own};
use crate::permissions::{ManagePlaces, PushDown, ReadPushes};
use crate::rule::staff::Register;
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, Result, SiteId, beijing};

fn portal(who: &Signed) -> Result<SiteId> {
    Ok(who.app.directory.portal().ok_or(Error::NotFound)?.id)
}

async fn page(
    hub: &Register,
    who: &Signed,
    query: &ImportantQuery,
    mark: &MarkForm,
    own: &OwnForm,
) -> Result<StaffPage<ImportantPage>> {
    let portal = portal(who)?;
    let mut view = ImportantPage::load(&hub.0.read(), &who.site, portal, query).await?;
    if who.site.id == portal && who.may::<PushDown>() {
        view.offer_marks(&hub.0.read(), &who.read(), &who.site, mark)
            .await?;
    }
    if who.site.id != portal && who.may::<ManagePlaces>() {
        view.offer_own(&hub.0.read(), &who.read(), &who.site, own).await?;
    }
    Ok(StaffPage::new("syndication/important.html", view).title("重要信息转载"))
}

/// `GET /console/important`
///
/// # Errors
/// Faults.
pub async fn get_important(
    hub: Data<Register>,
    by: By<ReadPushes>,
    Query(query): Query<ImportantQuery>,
) -> Reply {
    let page = page(&hub, &by, &query, &MarkForm::default(), &OwnForm::default()).await?;
    by.page(page).await
}

/// `GET /console/important.csv`
///
/// # Errors
/// Faults.
pub async fn get_important_csv(
    hub: Data<Register>,
    by: By<ReadPushes>,
    Query(query): Query<ImportantQuery>,
) -> Reply {
    let hub = hub.0.read();
    let only = (by.site.id != portal(&by)?).then_some(by.site.id);
    let days = query.days(beijing::day(hub.now()));
    let text = csv::write(&measure::lines(&hub, days, only).await?);
    let name = format!("important-{}-{}.csv", days.0, days.1);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "private, no-store"))
        .body(text))
}

/// `POST /console/important`
///
/// # Errors
/// Refusals of [`mark_important`].
pub async fn post_important(hub: Data<Register>, by: By<PushDown>, Form(form): Form<MarkForm>) -> Reply {
    let done = async {
        let (uid, issued_at) = form.parse()?;
        let mut tx = by.write().await?;
        mark_important(&mut tx, uid, issued_at).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/important", "已标为国务院重要政策信息。").await,
        Err(error) => {
            let query = ImportantQuery::default();
            let page = page(&hub, &by, &query, &form, &OwnForm::default()).await?;
            by.form(page, error).await
        }
    }
}

/// `POST /console/important/own`
///
/// # Errors
/// Refusals of [`register_own`].
pub async fn post_important_own(
    hub: Data<Register>,
    by: By<ManagePlaces>,
    Form(form): Form<OwnForm>,
) -> Reply {
    let done = async {
        let (uid, article) = form.parse()?;
        let mut tx = by.write().await?;
        register_own(&mut tx, &hub.0.read(), uid, article).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/important", "已登记本站转载。").await,
        Err(error) => {
            let query = ImportantQuery::default();
            let page = page(&hub, &by, &query, &MarkForm::default(), &form).await?;
            by.form(page, error).await
        }
    }
}

/// `POST /console/important/remove`
///
/// # Errors
/// Refusals of [`unmark_important`].
pub async fn post_remove_important(by: By<PushDown>, Form(form): Form<BackForm>) -> Reply {
    let mut tx = by.write().await?;
    unmark_important(&mut tx, form.parse()?).await?;
    tx.commit().await?;
    by.saved("/console/important", "已取消标记，不再统计。").await
}

/// `POST /console/important/own/remove`
///
/// # Errors
/// Refusals of [`unregister_own`].
pub async fn post_remove_own(by: By<ManagePlaces>, Form(form): Form<BackForm>) -> Reply {
    let mut tx = by.write().await?;
    unregister_own(&mut tx, form.parse()?).await?;
    tx.commit().await?;
    by.saved("/console/important", "已取消登记。").await
}
