//! The list behind a figure: as many lines as it counts.

use super::{Filter, Scope};
use crate::letter::entity::{Column, Entity, Model};
use crate::letter::facts::UNIT_SQL;
use kernel::{Result, beijing};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use store::HubRead;

/// Lines on a page.
pub(super) const SIZE: u64 = 50;

/// A page of the letters that a figure counts, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Of this page.
    pub letters: Vec<Model>,
    /// How many the figure counts.
    pub total: u64,
}

#[derive(FromQueryResult)]
struct Total {
    n: i64,
}

#[derive(FromQueryResult)]
struct Id {
    id: i64,
}

/// Reads a page (from 1) of the letters that `filter` counts.
///
/// # Errors
/// Faults of the database.
pub async fn read_list(read: &HubRead, scope: Scope, filter: &Filter, page: u64) -> Result<Listed> {
    list(read, scope, filter, page, "received_on, id").await
}

/// The same for visitors, month by month: first the public letters by their days, then the private ones, which lie in no order of
/// time, as the day of one between two others would be known.
///
/// # Errors
/// Faults of the database.
pub async fn read_public_list(read: &HubRead, scope: Scope, filter: &Filter, page: u64) -> Result<Listed> {
    let order = format!(
        "received_month, shown desc, case when shown = true then received_on else '' end, \
         class, {UNIT_SQL}, facts, id"
    );
    list(read, scope, filter, page, &order).await
}

async fn list(read: &HubRead, scope: Scope, filter: &Filter, page: u64, order: &str) -> Result<Listed> {
    let today = beijing::date(read.now());
    let clause = filter.clause(scope, &today);
    let sql = format!("select count(*) as n from letter where {}", clause.sql);
    let total: Vec<Total> = read.report(&sql, clause.values.clone()).await?;
    let offset = page.saturating_sub(1).saturating_mul(SIZE);
    // The numbers alone come from an index; only the rows of this page are read.
    let sql = format!(
        "select id from letter where {} order by {order} limit {SIZE} offset {offset}",
        clause.sql
    );
    let ids: Vec<Id> = read.report(&sql, clause.values).await?;
    Ok(Listed {
        letters: by_ids(read, ids.into_iter().map(|row| row.id).collect()).await?,
        total: total
            .first()
            .and_then(|row| u64::try_from(row.n).ok())
            .unwrap_or(0),
    })
}

/// Letters by their numbers, in that order.
pub(crate) async fn by_ids(read: &HubRead, ids: Vec<i64>) -> Result<Vec<Model>> {
    let rows = read
        .find::<Entity>()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all()
        .await?;
    let mut rows: HashMap<i64, Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.into_iter().filter_map(|id| rows.remove(&id)).collect())
}
