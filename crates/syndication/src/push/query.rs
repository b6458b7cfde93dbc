//! Reads of pushes.

use super::entity::{self, target};
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use store::{HubRead, SiteRead};
use uuid::Uuid;

/// A push of this site.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn find_push(read: &SiteRead, id: i64) -> Result<entity::Model> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id))
        .found()
        .await
}

/// The pushes of an article that stand.
///
/// # Errors
/// Faults of the database.
pub async fn of_article(read: &SiteRead, uid: Uuid) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Uid.eq(uid))
        .filter(entity::Column::State.eq(entity::ACTIVE))
        .asc(entity::Column::Id)
        .all()
        .await
}

/// A page of pushes, newest first, with their number.
///
/// # Errors
/// Faults of the database.
pub async fn list_pushes(read: &SiteRead, page: u64, size: u64) -> Result<(Vec<entity::Model>, u64)> {
    read.find::<entity::Entity>()
        .desc(entity::Column::Id)
        .page(page, size)
        .await
}

/// The sites of these pushes.
///
/// # Errors
/// Faults of the database.
pub async fn targets(read: &SiteRead, pushes: impl IntoIterator<Item = i64>) -> Result<Vec<target::Model>> {
    read.find::<target::Entity>()
        .filter(target::Column::PushId.is_in(pushes))
        .asc(target::Column::PlaceSiteId)
        .all()
        .await
}

/// What was pushed to a site, newest first, with the number of lines.
///
/// # Errors
/// Faults of the database.
pub async fn received(
    hub: &HubRead,
    site: SiteId,
    page: u64,
    size: u64,
) -> Result<(Vec<(target::Model, entity::Model)>, u64)> {
    let (targets, total) = hub
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(site.0))
        .desc(target::Column::PushId)
        .page(page, size)
        .await?;
    let pushes = hub
        .find::<entity::Entity>()
        .filter(entity::Column::Id.is_in(targets.iter().map(|row| row.push_id)))
        .all()
        .await?;
    let of = |target: target::Model| {
        let push = pushes.iter().find(|push| push.id == target.push_id)?;
        Some((target, push.clone()))
    };
    Ok((targets.into_iter().filter_map(of).collect(), total))
}

/// All pushes of these articles, for the projection.
pub(crate) async fn of_uids(hub: &HubRead, uids: &[Uuid]) -> Result<Vec<entity::Model>> {
    hub.find::<entity::Entity>()
        .filter(entity::Column::Uid.is_in(uids.iter().copied()))
        .asc(entity::Column::Id)
        .all()
        .await
}
