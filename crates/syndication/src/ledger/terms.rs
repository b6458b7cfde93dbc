//! What the page of points and quotas shows.

use super::form::{PointsForm, QuotaForm};
use crate::quota::entity as quota;
use crate::score::{Rates, Table};
use crate::ui::Choice;
use gateway::Site;
use gateway::unit::entity as unit;
use kernel::{Result, beijing};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::HashMap;
use store::HubRead;

/// A table of points.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RatesRow {
    /// First day.
    pub from: String,
    /// Sent up.
    pub submitted: i64,
    /// Adopted.
    pub adopted: i64,
    /// By a higher level.
    pub higher: i64,
    /// Commissioned.
    pub commissioned: i64,
}

/// A quota.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QuotaLine {
    /// Unit.
    pub unit: String,
    /// First day.
    pub from: String,
    /// A week.
    pub weekly: i64,
    /// A year.
    pub yearly: i64,
}

/// `syndication/terms.html`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TermsPage {
    /// Tables of points, newest first.
    pub rates: Vec<RatesRow>,
    /// Quotas, newest first.
    pub quotas: Vec<QuotaLine>,
    /// Units.
    pub units: Vec<Choice>,
    /// The form of a table as typed; at first what counts now, from today.
    pub points: PointsForm,
    /// The form of a quota as typed.
    pub quota: QuotaForm,
    /// Where a table is set.
    pub points_url: String,
    /// Where a quota is set.
    pub quotas_url: String,
    /// Back to the ledger.
    pub back: String,
}

fn rates_row(from: String, rates: Rates) -> RatesRow {
    RatesRow {
        from,
        submitted: rates.submitted,
        adopted: rates.adopted,
        higher: rates.higher,
        commissioned: rates.commissioned,
    }
}

impl TermsPage {
    pub(super) async fn load(hub: &HubRead, site: &Site) -> Result<Self> {
        let table = Table::load(hub, site.id).await?;
        let units = hub.find::<unit::Entity>().asc(unit::Column::Id).all().await?;
        let names: HashMap<i64, String> = units.iter().map(|row| (row.id, row.short_name.clone())).collect();
        let quotas = hub
            .find::<quota::Entity>()
            .filter(quota::Column::SiteId.eq(site.id.0))
            .desc(quota::Column::ValidFrom)
            .asc(quota::Column::UnitId)
            .all()
            .await?;
        let today = beijing::day(hub.now());
        let now = table.at(today);
        let mut rates: Vec<RatesRow> = table
            .versions()
            .into_iter()
            .map(|(from, rates)| rates_row(from.to_string(), rates))
            .collect();
        rates.push(rates_row("此前".into(), Rates::default()));
        Ok(Self {
            rates,
            quotas: quotas
                .into_iter()
                .map(|row| QuotaLine {
                    unit: names.get(&row.unit_id).cloned().unwrap_or_default(),
                    from: row.valid_from,
                    weekly: row.weekly,
                    yearly: row.yearly,
                })
                .collect(),
            units: units
                .into_iter()
                .map(|row| Choice::new(row.id.to_string(), row.short_name))
                .collect(),
            points: PointsForm {
                from: today.to_string(),
                submitted: now.submitted.to_string(),
                adopted: now.adopted.to_string(),
                higher: now.higher.to_string(),
                commissioned: now.commissioned.to_string(),
            },
            quota: QuotaForm {
                from: today.to_string(),
                ..QuotaForm::default()
            },
            points_url: site.url("/console/ledger/points"),
            quotas_url: site.url("/console/ledger/quotas"),
            back: site.url("/console/ledger"),
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            rates: vec![rates_row("此前".into(), Rates::default())],
            quotas: vec![QuotaLine {
                unit: "市药监局".into(),
                from: "2026-01-01".into(),
                weekly: 3,
                yearly: 150,
            }],
            units: vec![Choice::new("5", "市药监局")],
            points: PointsForm {
                submitted: "2".into(),
                ..PointsForm::default()
            },
            quota: QuotaForm::default(),
            points_url: "/console/ledger/points".into(),
            quotas_url: "/console/ledger/quotas".into(),
            back: "/console/ledger".into(),
        }
    }
}
