//! Handlers of the ledger's figures: a unit sees its own, the portal those of all units.

use super::credit_view::CreditPage;
use super::form::{CreditForm, LedgerQuery, PointsForm, QuotaForm};
use super::terms::TermsPage;
use super::view::{LedgerPage, as_csv};
use crate::credit::record_credit;
use crate::permissions::{ManageLedger, ReadSubmissions, WorkDesk};
use crate::quota::set_quota;
use crate::rule::staff::Register;
use crate::score::set_rates;
use crate::submission::query::find_sent_to;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use gateway::{By, Form, Reply, StaffPage};
use kernel::{Error, beijing};

/// `GET /console/ledger`
///
/// # Errors
/// Faults.
pub async fn get_ledger(
    hub: Data<Register>,
    by: By<ReadSubmissions>,
    Query(query): Query<LedgerQuery>,
) -> Reply {
    let hub = hub.0.read();
    let portal = by.app.directory.portal().ok_or(Error::NotFound)?.id;
    let scope = query.scope(beijing::day(hub.now()));
    let page = query.page.parse().unwrap_or(1).max(1);
    let own = by.site.id == portal;
    let credits = (own && by.may::<WorkDesk>()).then(|| by.site.url("/console/ledger/credits"));
    let mut view = LedgerPage::load(&hub, &by.site, portal, (&scope, page), credits.as_deref()).await?;
    view.terms_url = (own && by.may::<ManageLedger>()).then(|| by.site.url("/console/ledger/terms"));
    by.page(StaffPage::new("syndication/ledger.html", view).title("积分统计"))
        .await
}

/// `GET /console/ledger.csv`
///
/// # Errors
/// Faults.
pub async fn get_ledger_csv(
    hub: Data<Register>,
    by: By<ReadSubmissions>,
    Query(query): Query<LedgerQuery>,
) -> Reply {
    let hub = hub.0.read();
    let portal = by.app.directory.portal().ok_or(Error::NotFound)?.id;
    let scope = query.scope(beijing::day(hub.now()));
    let text = as_csv(&hub, &by.site, portal, &scope).await?;
    let name = format!("ledger-{}-{}.csv", scope.from, scope.to);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "private, no-store"))
        .body(text))
}

async fn crediting(
    hub: &Register,
    by: &By<WorkDesk>,
    form: &CreditForm,
) -> kernel::Result<StaffPage<CreditPage>> {
    let (hub, uid) = (hub.0.read(), form.uid()?);
    find_sent_to(&hub, by.site.id, uid).await?;
    let view = CreditPage::load(&hub, &by.site, uid.0, form).await?;
    Ok(StaffPage::new("syndication/credit_form.html", view).title("登记加分"))
}

/// `GET /console/ledger/credits/{sent}`: the article's uid.
///
/// # Errors
/// [`Error::NotFound`] when nothing like it was sent here.
pub async fn get_credit(hub: Data<Register>, by: By<WorkDesk>, sent: Path<String>) -> Reply {
    let form = CreditForm::about(sent.into_inner());
    by.page(crediting(&hub, &by, &form).await?).await
}

/// `POST /console/ledger/credits`
///
/// # Errors
/// Refusals of [`record_credit`]; [`Error::NotFound`] when nothing like it was sent here.
pub async fn post_credit(hub: Data<Register>, by: By<WorkDesk>, Form(form): Form<CreditForm>) -> Reply {
    let line = find_sent_to(&hub.0.read(), by.site.id, form.uid()?).await?;
    let done = async {
        let (kind, proof) = form.parse()?;
        let mut tx = by.write().await?;
        record_credit(&mut tx, &line, kind, &proof).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/ledger", "加分已登记，来稿单位会看到。").await,
        Err(error) => by.form(crediting(&hub, &by, &form).await?, error).await,
    }
}

async fn terms(
    hub: &Register,
    by: &By<ManageLedger>,
    typed: impl FnOnce(&mut TermsPage),
) -> kernel::Result<StaffPage<TermsPage>> {
    let mut view = TermsPage::load(&hub.0.read(), &by.site).await?;
    typed(&mut view);
    Ok(StaffPage::new("syndication/terms.html", view).title("积分和报送任务"))
}

/// `GET /console/ledger/terms`
///
/// # Errors
/// Faults.
pub async fn get_terms(hub: Data<Register>, by: By<ManageLedger>) -> Reply {
    by.page(terms(&hub, &by, |_| ()).await?).await
}

/// `POST /console/ledger/points`
///
/// # Errors
/// Faults.
pub async fn post_points(hub: Data<Register>, by: By<ManageLedger>, Form(form): Form<PointsForm>) -> Reply {
    let done = async {
        let (from, rates) = form.parse()?;
        let mut tx = by.write().await?;
        set_rates(&mut tx, from, rates).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/ledger/terms", "积分标准已设定。").await,
        Err(error) => {
            by.form(terms(&hub, &by, |page| page.points = form).await?, error)
                .await
        }
    }
}

/// `POST /console/ledger/quotas`
///
/// # Errors
/// Faults.
pub async fn post_quota(hub: Data<Register>, by: By<ManageLedger>, Form(form): Form<QuotaForm>) -> Reply {
    let done = async {
        let (unit, from, weekly, yearly) = form.parse()?;
        let mut tx = by.write().await?;
        set_quota(&mut tx, unit, from, weekly, yearly).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => by.saved("/console/ledger/terms", "报送任务已设定。").await,
        Err(error) => {
            by.form(terms(&hub, &by, |page| page.quota = form).await?, error)
                .await
        }
    }
}
