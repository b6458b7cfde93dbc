//! Numbers of a site that no letter has.

use super::entity::{Column, Entity};
use crate::code::CodeKey;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashSet;
use store::HubWrite;

const COUNTER: &str = "letter";

#[derive(FromQueryResult)]
struct Taken {
    n: i64,
}

async fn taken(tx: &HubWrite, site: SiteId, from: i64, to: i64) -> Result<HashSet<i64>> {
    let query = tx
        .find::<Entity>()
        .filter(Column::SiteId.eq(site.0))
        .filter(Column::N.between(from, to))
        .only([Column::N]);
    let rows: Vec<Taken> = query.into().all().await?;
    Ok(rows.into_iter().map(|row| row.n).collect())
}

/// One that does not tell when it was taken. What an import or an older release took in turn is passed over.
pub(super) async fn free_number(tx: &mut HubWrite, key: &CodeKey, site: SiteId) -> Result<i64> {
    loop {
        let n = key.scatter(site, tx.take_numbers(site, COUNTER, 1).await?)?;
        if taken(tx, site, n, n).await?.is_empty() {
            return Ok(n);
        }
    }
}

/// So many in turn.
pub(crate) async fn free_numbers(tx: &mut HubWrite, site: SiteId, count: usize) -> Result<Vec<i64>> {
    let mut free = Vec::with_capacity(count);
    while free.len() < count {
        let more = i64::try_from(count - free.len()).unwrap_or(1);
        let first = tx.take_numbers(site, COUNTER, more).await?;
        let last = first + more - 1;
        let taken = taken(tx, site, first, last).await?;
        free.extend((first..=last).filter(|n| !taken.contains(n)));
    }
    Ok(free)
}
