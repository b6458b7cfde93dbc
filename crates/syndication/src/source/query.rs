//! Reads of the register.

use super::{State, entity};
use crate::permissions::ManageSources;
use chrono::{DateTime, Utc};
use gateway::site::entity as site;
use kernel::{ChannelId, Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait};
use store::{HubRead, SiteRead, SiteWrite};

/// A source of this site that is on the register.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn listed(read: &SiteRead, id: i64) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .filter(entity::Column::State.ne(State::Removed.key()))
        .found()
        .await
}

/// Who decides about a source, and who writes what it brought, takes turns under this word.
pub(super) fn turn(source: i64) -> String {
    format!("source {source}")
}

/// The same for whoever may look after its channel. No look writes what the source brought until the decision stands.
///
/// # Errors
/// As [`listed`]; [`kernel::Error::Forbidden`] for a post on other channels alone.
pub(super) async fn kept(tx: &SiteWrite<ManageSources>, id: i64) -> Result<entity::Model> {
    tx.in_turn(&turn(id)).await?;
    let row = listed(tx, id).await?;
    tx.covers(ChannelId(row.channel_id))?;
    Ok(row)
}

/// The sources of this site, or of the channels of `scope` alone, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn list(read: &SiteRead, scope: Option<&[ChannelId]>) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.ne(State::Removed.key()))
        .filter_some(scope, |scope| {
            entity::Column::ChannelId.is_in(scope.iter().map(|channel| channel.0))
        })
        .asc(entity::Column::Id)
        .all()
        .await
}

/// The sources of all sites, or of one, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn list_all(read: &HubRead, site: Option<SiteId>) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::State.ne(State::Removed.key()))
        .filter_some(site, |site| entity::Column::SiteId.eq(site.0))
        .asc(entity::Column::Id)
        .all()
        .await
}

/// Sources of open sites whose time has come, the longest due first; those behind `after`, the last of the page before.
pub(super) async fn due(
    read: &HubRead,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u64,
) -> Result<Vec<entity::Model>> {
    let now = read.now();
    let open = read
        .find::<site::Entity>()
        .filter(site::Column::State.eq("open"))
        .all()
        .await?;
    let free = entity::Column::HoldUntil
        .is_null()
        .or(entity::Column::HoldUntil.lte(now));
    read.find::<entity::Entity>()
        .filter(entity::Column::State.eq(State::Active.key()))
        .filter(entity::Column::SiteId.is_in(open.into_iter().map(|row| row.id)))
        .filter(entity::Column::NextAt.lte(now))
        .filter(free)
        .filter_some(after, |(at, id)| {
            let same = entity::Column::NextAt.eq(at).and(entity::Column::Id.gt(id));
            entity::Column::NextAt.gt(at).or(same)
        })
        .asc(entity::Column::NextAt)
        .asc(entity::Column::Id)
        .limit(limit)
        .all()
        .await
}
