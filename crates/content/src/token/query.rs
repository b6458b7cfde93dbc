//! Reads of tokens.

use super::entity;
use gateway::site::entity as site;
use gateway::unit::entity as unit;
use kernel::Result;
use sea_orm::ColumnTrait;
use store::SiteRead;

/// The token behind a hash, if this site has it.
///
/// # Errors
/// Faults of the database.
pub async fn by_hash(read: &SiteRead, hash: &str) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::TokenHash.eq(hash))
        .one()
        .await
}

/// Every token of the site, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn list(read: &SiteRead) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>().desc(entity::Column::Id).all().await
}

/// The units that may deliver to this site: its own and those below; all of the group where a site has no unit.
///
/// # Errors
/// Faults of the database.
pub async fn units(read: &SiteRead) -> Result<Vec<unit::Model>> {
    let here = read.site();
    let own = read
        .shared::<site::Entity>()
        .filter(site::Column::Id.eq(here.0))
        .found()
        .await?
        .unit_id;
    let all = read.shared::<unit::Entity>().asc(unit::Column::Id).all().await?;
    let Some(own) = own else { return Ok(all) };
    let mut family = vec![own];
    let mut n = 0;
    while let Some(parent) = family.get(n).copied() {
        let below = all.iter().filter(|row| row.parent_id == Some(parent));
        let below: Vec<i64> = below
            .map(|row| row.id)
            .filter(|id| !family.contains(id))
            .collect();
        family.extend(below);
        n += 1;
    }
    let mut rows: Vec<_> = all.into_iter().filter(|row| family.contains(&row.id)).collect();
    rows.sort_by_key(|row| family.iter().position(|id| *id == row.id));
    Ok(rows)
}
