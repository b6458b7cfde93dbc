//! Reads of the ledger.

use super::State;
use super::entity;
use crate::ledger::sent_from_afar;
use crate::postbox::entity as text;
use crate::score::Sent;
use chrono::{DateTime, Utc};
use content::library::entity as library;
use kernel::{ArticleId, Error, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use store::{HubRead, SiteRead};
use uuid::Uuid;

/// The submission of an article to the portal, if there is one.
///
/// # Errors
/// Faults of the database.
pub async fn find_of_article(read: &SiteRead, id: ArticleId) -> Result<Option<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0))
        .filter(entity::Column::Across.eq(false))
        .one()
        .await
}

/// What was sent of an article to other sites than the portal, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn sent_across(read: &SiteRead, id: ArticleId) -> Result<Vec<entity::Model>> {
    read.find::<entity::Entity>()
        .filter(entity::Column::ArticleId.eq(id.0))
        .filter(entity::Column::Across.eq(true))
        .desc(entity::Column::SentAt)
        .desc(entity::Column::Id)
        .all()
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
        .filter(entity::Column::Across.eq(false))
        .filter_some(state, |state| entity::Column::State.eq(state.key()))
        .desc(entity::Column::SentAt)
        .desc(entity::Column::Id)
        .page(page, size)
        .await
}

/// A page of what was decided after a moment, newest decision first, with the total.
///
/// # Errors
/// Faults of the database.
pub async fn list_decided(
    read: &SiteRead,
    since: DateTime<Utc>,
    page: u64,
    size: u64,
) -> Result<(Vec<entity::Model>, u64)> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Across.eq(false))
        .filter(entity::Column::DecidedAt.gt(since))
        .desc(entity::Column::DecidedAt)
        .desc(entity::Column::Id)
        .page(page, size)
        .await
}

/// How many were decided after a moment.
///
/// # Errors
/// Faults of the database.
pub async fn count_decided(read: &SiteRead, since: DateTime<Utc>) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Across.eq(false))
        .filter(entity::Column::DecidedAt.gt(since))
        .count()
        .await
}

/// How many in a state.
///
/// # Errors
/// Faults of the database.
pub async fn count(read: &SiteRead, state: Option<State>) -> Result<u64> {
    read.find::<entity::Entity>()
        .filter(entity::Column::Across.eq(false))
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

/// The ledger line of what was sent to a site: that of an article stands on the site that sent, that of a text of a box
/// on the site itself, and that of an article of another box is told by the desk.
///
/// # Errors
/// [`Error::NotFound`] when it was not sent there.
pub async fn find_sent_to(hub: &HubRead, target: SiteId, uid: Uid) -> Result<Sent> {
    let line = hub
        .find::<entity::Entity>()
        .filter(entity::Column::TargetSiteId.eq(target.0))
        .filter(entity::Column::Uid.eq(uid.0))
        .one()
        .await?;
    if let Some(line) = line {
        return Ok(Sent::from(&line));
    }
    let far = sent_from_afar(hub, target, None, Some(uid.0)).await?;
    if let Some(line) = far.into_iter().next() {
        return Ok(line.sent);
    }
    let text = hub
        .find::<text::Entity>()
        .filter(text::Column::SiteId.eq(target.0))
        .filter(text::Column::Uid.eq(uid.0))
        .found()
        .await?;
    Sent::of_box(&text).ok_or(Error::NotFound)
}
