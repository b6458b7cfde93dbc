//! Reads of the ledger.

use super::State;
use super::entity;
use content::library::entity as library;
use kernel::{ArticleId, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::{HubRead, SiteRead};
use uuid::Uuid;

/// The submission of an article to a site, if there is one.
///
/// # Errors
/// Faults of the database.
pub async fn find_of_article(read: &SiteRead, id: ArticleId) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0))
        .one()
        .await
}

/// A page of the ledger, newest first, with the total.
///
/// # Errors
/// Faults of the database.
pub async fn list_submissions(
    read: &SiteRead,
    state: Option<State>,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    read.find::<entity::Entity>()
        .filter_some(state, |state| entity::Column::State.eq(state.key()))
        .desc(entity::Column::SentAt)
        .desc(entity::Column::Id)
        .page(page, size)
        .await
}

/// How many in a state.
///
/// # Errors
/// Faults of the database.
pub async fn count(read: &SiteRead, state: Option<State>) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter_some(state, |state| entity::Column::State.eq(state.key()))
        .count()
        .await
}

/// Headlines by uid, as the library has them.
///
/// # Errors
/// Faults of the database.
pub async fn titles(read: &SiteRead, uids: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, String>> {
    let items = read
        .shared::<library::Entity>()
        .filter(library::Column::Uid.is_in(uids))
        .all()
        .await?;
    Ok(items.into_iter().map(|item| (item.uid, item.title)).collect())
}

/// The ledger line of an article that was sent to a site; it stands on the site that sent.
///
/// # Errors
/// [`kernel::Error::NotFound`] when it was not sent there.
pub async fn find_sent_to(hub: &HubRead, target: SiteId, uid: Uid) -> Result<entity::Model> {
    hub.find::<entity::Entity>()
        .filter(entity::Column::TargetSiteId.eq(target.0))
        .filter(entity::Column::Uid.eq(uid.0))
        .found()
        .await
}
