//! The terms of the ledger on the way down: the hub's tables of points, and what the unit owes. At the box they are rows of
//! the hub's site, as in the hub's own database, so that the box's sums are the hub's.

use crate::peer::entity::peer;
use crate::quota::entity as quota;
use crate::score::entity as points;
use chrono::NaiveDate;
use gateway::site::entity as site;
use kernel::event::EventBody;
use kernel::wire::{Points, Quota, Terms};
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::BTreeMap;
use store::{HubRead, HubWrite};

/// Tables, and quotas, of one message; nobody changes them so often.
const MOST: usize = 500;
/// Who set what the hub told.
const BY_HUB: &str = "门户";

/// What counts for the site of a peer.
pub(super) async fn tell(read: &HubRead, peer: &peer::Model, portal: SiteId) -> Result<Terms> {
    let tables = read
        .find::<points::Entity>()
        .filter(points::Column::SiteId.eq(portal.0))
        .asc(points::Column::ValidFrom)
        .all()
        .await?;
    let unit = unit_of(read, peer).await?;
    let quotas = read
        .find::<quota::Entity>()
        .filter(quota::Column::SiteId.eq(portal.0))
        .filter(quota::Column::UnitId.eq(unit.unwrap_or_default()))
        .asc(quota::Column::ValidFrom)
        .all()
        .await?;
    let points = tables.into_iter().map(|row| Points {
        from: row.valid_from,
        submitted: row.submitted,
        adopted: row.adopted,
        higher: row.higher,
        commissioned: row.commissioned,
    });
    let quotas = quotas.into_iter().map(|row| Quota {
        from: row.valid_from,
        weekly: row.weekly,
        yearly: row.yearly,
    });
    Ok(Terms {
        points: points.collect(),
        quotas: quotas.collect(),
    })
}

async fn unit_of(read: &HubRead, peer: &peer::Model) -> Result<Option<i64>> {
    let site = read
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await?;
    Ok(site.unit_id)
}

/// Makes the hub's terms true here; a hub that tells of none changes none.
pub(super) async fn take(tx: &mut HubWrite, peer: &peer::Model, terms: Option<&Terms>) -> Result<()> {
    let Some(terms) = terms else { return Ok(()) };
    let hub = SiteId(peer.far_site_id);
    let points = points_of(tx, hub, &terms.points).await?;
    let quotas = match unit_of(tx, peer).await? {
        Some(unit) => quotas_of(tx, (hub, unit), &terms.quotas).await?,
        // Of a site without a unit nobody counts what it owes.
        None => false,
    };
    if points || quotas {
        tx.emit_derived(hub, EventBody::LedgerTermsChanged);
    }
    Ok(())
}

/// A day, written as here.
fn day(from: &str) -> Option<String> {
    Some(from.parse::<NaiveDate>().ok()?.to_string())
}

/// Answers whether anything changed.
async fn points_of(tx: &mut HubWrite, hub: SiteId, told: &[Points]) -> Result<bool> {
    let fits = |row: &&Points| {
        let all = [row.submitted, row.adopted, row.higher, row.commissioned];
        all.iter().all(|points| (0..=100).contains(points))
    };
    let told: BTreeMap<String, [i64; 4]> = told
        .iter()
        .take(MOST)
        .filter(fits)
        .filter_map(|row| {
            let rates = [row.submitted, row.adopted, row.higher, row.commissioned];
            Some((day(&row.from)?, rates))
        })
        .collect();
    let of_hub = points::Column::SiteId.eq(hub.0);
    let there = tx.find::<points::Entity>().filter(of_hub.clone()).all().await?;
    let rates = |row: points::Model| [row.submitted, row.adopted, row.higher, row.commissioned];
    let there: BTreeMap<String, [i64; 4]> = there
        .into_iter()
        .map(|row| (row.valid_from.clone(), rates(row)))
        .collect();
    if there == told {
        return Ok(false);
    }
    tx.delete_where::<points::Entity>(of_hub).await?;
    let rows =
        told.into_iter().map(
            |(from, [submitted, adopted, higher, commissioned])| points::ActiveModel {
                id: NotSet,
                site_id: Set(hub.0),
                valid_from: Set(from),
                submitted: Set(submitted),
                adopted: Set(adopted),
                higher: Set(higher),
                commissioned: Set(commissioned),
                set_by_name: Set(BY_HUB.into()),
            },
        );
    tx.insert_many(rows.collect()).await?;
    Ok(true)
}

/// Answers whether anything changed.
async fn quotas_of(tx: &mut HubWrite, (hub, unit): (SiteId, i64), told: &[Quota]) -> Result<bool> {
    let fits = |row: &&Quota| (0..=200).contains(&row.weekly) && (0..=10_000).contains(&row.yearly);
    let told: BTreeMap<String, (i64, i64)> = told
        .iter()
        .take(MOST)
        .filter(fits)
        .filter_map(|row| Some((day(&row.from)?, (row.weekly, row.yearly))))
        .collect();
    let of_unit = quota::Column::SiteId
        .eq(hub.0)
        .and(quota::Column::UnitId.eq(unit));
    let there = tx.find::<quota::Entity>().filter(of_unit.clone()).all().await?;
    let there: BTreeMap<String, (i64, i64)> = there
        .into_iter()
        .map(|row| (row.valid_from, (row.weekly, row.yearly)))
        .collect();
    if there == told {
        return Ok(false);
    }
    tx.delete_where::<quota::Entity>(of_unit).await?;
    let rows = told
        .into_iter()
        .map(|(from, (weekly, yearly))| quota::ActiveModel {
            id: NotSet,
            site_id: Set(hub.0),
            unit_id: Set(unit),
            weekly: Set(weekly),
            yearly: Set(yearly),
            valid_from: Set(from),
            set_by_name: Set(BY_HUB.into()),
        });
    tx.insert_many(rows.collect()).await?;
    Ok(true)
}
