//! Reads of offers, requests and consents.

use super::State;
use super::entity::{consent, offer, offered_to, request};
use crate::peer::within_reach;
use gateway::site::{elsewhere, entity as site};
use kernel::{Error, Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait};
use std::collections::{BTreeSet, HashSet};
use store::{HubRead, SiteRead};

/// The offers of other sites that stand and are for this site, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn offers_to(hub: &HubRead, site: SiteId) -> Result<Vec<offer::Model>> {
    let offers = hub
        .find::<offer::Entity>()
        .filter(
            offer::Column::State
                .eq(offer::ACTIVE)
                .and(offer::Column::SiteId.ne(site.0)),
        )
        .asc(offer::Column::Id)
        .all()
        .await?;
    let named = hub
        .find::<offered_to::Entity>()
        .filter(offered_to::Column::PlaceSiteId.eq(site.0))
        .all()
        .await?;
    let named: HashSet<i64> = named.into_iter().map(|row| row.offer_id).collect();
    Ok(offers
        .into_iter()
        .filter(|row| row.to_all || named.contains(&row.id))
        .collect())
}

/// An offer that is for this site.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find_offer_to(hub: &HubRead, id: i64, site: SiteId) -> Result<offer::Model> {
    let offers = offers_to(hub, site).await?;
    offers.into_iter().find(|row| row.id == id).ok_or(Error::NotFound)
}

/// A request to this site.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find_request_to(hub: &HubRead, id: i64, source: SiteId) -> Result<request::Model> {
    hub.find::<request::Entity>()
        .filter(request::Column::Id.eq(id))
        .filter(request::Column::SourceSiteId.eq(source.0))
        .found()
        .await
}

/// The requests to this site that wait, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn waiting(hub: &HubRead, source: SiteId) -> Result<Vec<request::Model>> {
    hub.find::<request::Entity>()
        .filter(request::Column::SourceSiteId.eq(source.0))
        .filter(request::Column::State.eq(State::Waiting.key()))
        .asc(request::Column::Id)
        .all()
        .await
}

/// What this site asked for, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn requests(read: &SiteRead) -> Result<Vec<request::Model>> {
    read.find::<request::Entity>()
        .desc(request::Column::Id)
        .limit(200)
        .all()
        .await
}

/// What this site offers.
///
/// # Errors
/// Faults of the database.
pub async fn offers(read: &SiteRead) -> Result<Vec<offer::Model>> {
    read.find::<offer::Entity>()
        .filter(offer::Column::State.eq(offer::ACTIVE))
        .asc(offer::Column::Id)
        .all()
        .await
}

/// A consent of this site, also one taken back.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find_consent(read: &SiteRead, id: i64) -> Result<consent::Model> {
    read.find::<consent::Entity>()
        .filter(consent::Column::Id.eq(id))
        .found()
        .await
}

/// The consents of this site that stand.
///
/// # Errors
/// Faults of the database.
pub async fn consents(read: &SiteRead) -> Result<Vec<consent::Model>> {
    read.find::<consent::Entity>()
        .filter(consent::Column::State.eq(State::Agreed.key()))
        .asc(consent::Column::Id)
        .all()
        .await
}

/// The open sites that receive a channel of this site by consent: what is sent to them by hand is welcome on their desks.
///
/// # Errors
/// Faults of the database.
pub async fn neighbours(read: &SiteRead, hub: &HubRead) -> Result<BTreeSet<SiteId>> {
    let agreed = consents(read).await?;
    let asked = hub
        .find::<request::Entity>()
        .filter(request::Column::Id.is_in(agreed.iter().map(|row| row.request_id)))
        .filter(request::Column::SourceSiteId.eq(read.site().0))
        .filter(request::Column::Ended.eq(0))
        .all()
        .await?;
    let open = hub
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(asked.iter().map(|row| row.site_id)))
        .filter(site::Column::State.eq("open"))
        .all()
        .await?;
    let away = hub.find::<elsewhere::Entity>().all().await?;
    let away: HashSet<i64> = away.into_iter().map(|row| row.site_id).collect();
    let reached = within_reach(hub, read.site()).await?;
    let there = open
        .into_iter()
        .filter(|row| !away.contains(&row.id) || reached.contains(&row.id));
    Ok(there.map(|row| SiteId(row.id)).collect())
}
