//! Handlers of the page of quotas: a unit sees its own line, the portal every line.

use super::view::{Listed, QuotaPage};
use super::{Light, monday_of};
use crate::permissions::{ManageLedger, ReadSubmissions};
use crate::rule::staff::Register;
use actix_web::web::{Data, Query};
use gateway::{By, Reply, StaffPage};
use kernel::{Error, beijing};
use serde::Deserialize;

/// What is opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct QuotaQuery {
    site: String,
    light: String,
    week: String,
    year: String,
}

/// `GET /console/quota`
///
/// # Errors
/// Faults.
pub async fn get_quota(
    hub: Data<Register>,
    by: By<ReadSubmissions>,
    Query(query): Query<QuotaQuery>,
) -> Reply {
    let hub = hub.0.read();
    let portal = by.app.directory.portal().ok_or(Error::NotFound)?;
    let opened = query.site.parse().ok();
    let week = query.week.parse().unwrap_or_else(|_| beijing::day(hub.now()));
    let listed = query
        .year
        .parse()
        .map_or_else(|_| Listed::Week(monday_of(week)), Listed::Year);
    let only = Light::parse(&query.light);
    let mut view = QuotaPage::load(&hub, &by.site, portal.id, (opened, only), listed).await?;
    view.terms_url =
        (by.site.id == portal.id && by.may::<ManageLedger>()).then(|| by.site.url("/console/ledger/terms"));
    by.page(StaffPage::new("syndication/quota.html", view).title("报送任务"))
        .await
}
