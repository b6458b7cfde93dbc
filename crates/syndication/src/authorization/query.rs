//! Reads of revocations.

use super::entity;
use crate::peer::entity::peer;
use kernel::{ArticleId, Result, SiteId};
use sea_orm::ColumnTrait;
use store::{HubRead, SiteRead};
use uuid::Uuid;

/// What is revoked of an article now.
///
/// # Errors
/// Faults of the database.
pub async fn of_article(read: &SiteRead, id: ArticleId) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0))
        .filter(entity::Column::EndedAt.is_null())
        .asc(entity::Column::Id)
        .all()
        .await
}

/// What is revoked of these articles now, for the projection.
pub(crate) async fn of_uids(
    read: &HubRead,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Uid.is_in(uids))
        .filter(entity::Column::EndedAt.is_null())
        .asc(entity::Column::Id)
        .all()
        .await
}

/// The revocation that keeps a site from showing an article.
pub(crate) fn against(rows: &[entity::Model], uid: Uuid, site: i64) -> Option<&entity::Model> {
    rows.iter()
        .find(|row| row.uid == uid && row.place_site_id.is_none_or(|place| place == site))
}

/// Whether a revocation would have to reach a portal on another box, which the wire does not carry.
///
/// # Errors
/// Faults of the database.
pub async fn is_elsewhere(hub: &HubRead, site: SiteId, place: Option<SiteId>) -> Result<bool> {
    hub.find::<peer::Entity>()
        .filter(peer::Column::Role.eq(peer::HUB))
        .filter(peer::Column::State.eq(peer::ACTIVE))
        .filter(peer::Column::SiteId.eq(site.0))
        .filter_some(place, |place| peer::Column::FarSiteId.eq(place.0))
        .exists()
        .await
}
