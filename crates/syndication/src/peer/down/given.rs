//! What a unit's site on another box may be given: what stands there by a push, by a consent or by a task, what was sent to its
//! desk by hand, and nothing else. It goes on hearing of what it was given once; how much it hears is decided anew each time.

use super::{across, task};
use crate::authorization::{entity as revocation, query as revocations};
use crate::peer::entity::peer;
use crate::peer::item::files_of;
use crate::push::entity::{self as push, ACTIVE, target};
use crate::share::State;
use crate::share::entity::{consent, given as shared};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::media::entity as media;
use kernel::wire::MediaSize;
use kernel::{Error, Result, Uid};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::HubRead;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Named {
    uid: Uuid,
}

/// Every article that was ever pushed or given to a site, and every task that it was given.
pub(super) async fn all(read: &HubRead, site: i64) -> Result<BTreeSet<Uuid>> {
    let rows = read
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(site))
        .only([target::Column::Uid])
        .into::<Named>()
        .all()
        .await?;
    let shared = read
        .find::<shared::Entity>()
        .filter(shared::Column::PlaceSiteId.eq(site))
        .only([shared::Column::Uid])
        .into::<Named>()
        .all()
        .await?;
    let tasks = task::of_site(read, site, None).await?;
    let tasks = tasks.into_iter().map(|row| row.uid);
    let articles = rows.into_iter().chain(shared).map(|row| row.uid);
    let sent = across::given(read, site, None).await?;
    Ok(articles.chain(tasks).chain(sent).collect())
}

/// Those of these uids that are its tasks, or articles that were pushed or given to it.
pub(super) async fn named(
    read: &HubRead,
    site: i64,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>> {
    let uids: BTreeSet<Uuid> = uids.into_iter().collect();
    let tasks = task::of_site(read, site, Some(&uids)).await?;
    let mut found = of(read, site, uids).await?;
    found.extend(tasks.into_iter().map(|row| row.uid));
    Ok(found)
}

/// Those of these articles that it was given by consent, whatever became of the consent.
pub(super) async fn shared(
    read: &HubRead,
    site: i64,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>> {
    let rows = read
        .find::<shared::Entity>()
        .filter(shared::Column::PlaceSiteId.eq(site))
        .filter(shared::Column::Uid.is_in(uids))
        .only([shared::Column::Uid])
        .into::<Named>()
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.uid).collect())
}

/// Those of these articles.
pub(super) async fn of(
    read: &HubRead,
    site: i64,
    uids: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>> {
    let uids: BTreeSet<Uuid> = uids.into_iter().collect();
    if uids.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = read
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(site))
        .filter(target::Column::Uid.is_in(uids.iter().copied()))
        .only([target::Column::Uid])
        .into::<Named>()
        .all()
        .await?;
    let mut given = shared(read, site, uids.iter().copied()).await?;
    given.extend(across::given(read, site, Some(&uids)).await?);
    given.extend(rows.into_iter().map(|row| row.uid));
    Ok(given)
}

/// Those of these articles of which a push to the site stands, or a consent. A consent stands for what it gave until its
/// source takes that back with it; of this the source may allow single articles again. Who left keeps what came.
pub(super) async fn standing(read: &HubRead, site: i64, uids: &[Uuid]) -> Result<HashSet<Uuid>> {
    if uids.is_empty() {
        return Ok(HashSet::new());
    }
    let mut standing = pushed(read, site, uids).await?;
    let given = read
        .find::<shared::Entity>()
        .filter(shared::Column::PlaceSiteId.eq(site))
        .filter(shared::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let consents = read
        .find::<consent::Entity>()
        .filter(consent::Column::Id.is_in(given.iter().map(|row| row.consent_id)))
        .all()
        .await?;
    let consents: HashMap<i64, consent::Model> = consents.into_iter().map(|row| (row.id, row)).collect();
    let allowed = allowed_again(read, site, uids).await?;
    let by_consent = given.into_iter().filter(|row| {
        consents.get(&row.consent_id).is_some_and(|consent| {
            let taken = State::parse(&consent.state) == State::TakenBack && !consent.keep;
            let since = consent.decided_at;
            !taken || allowed.iter().any(|(uid, at)| *uid == row.uid && *at >= since)
        })
    });
    standing.extend(by_consent.map(|row| row.uid));
    let uids = uids.iter().copied().collect();
    standing.extend(across::given(read, site, Some(&uids)).await?);
    Ok(standing)
}

/// Those of these articles of which a push to the site stands.
async fn pushed(read: &HubRead, site: i64, uids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let targets = read
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(site))
        .filter(target::Column::Uid.is_in(uids.iter().copied()))
        .all()
        .await?;
    let rows = read
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(targets.iter().map(|row| row.push_id)))
        .filter(push::Column::State.eq(ACTIVE))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.uid).collect())
}

/// Those of these articles that a source forbade the site and allowed again, and when it did.
async fn allowed_again(read: &HubRead, site: i64, uids: &[Uuid]) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    let rows = read
        .find::<revocation::Entity>()
        .filter(revocation::Column::Uid.is_in(uids.iter().copied()))
        .filter(revocation::Column::PlaceSiteId.eq(site))
        .filter(revocation::Column::EndedAt.is_not_null())
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.uid, row.ended_at?)))
        .collect())
}

/// Refuses a file that neither an article bears that the peer may be given nor a task of its site.
///
/// # Errors
/// [`Error::NotFound`], whether or not there is such a file.
pub(in crate::peer) async fn file_of(read: &HubRead, peer: &peer::Model, uid: Uid, hash: &str) -> Result<()> {
    if task::bears(read, peer.site_id, uid, hash).await? {
        return Ok(());
    }
    let row = read
        .find::<library::Entity>()
        .filter(library::Column::Uid.eq(uid.0))
        .one()
        .await?;
    let row = row.ok_or(Error::NotFound)?;
    let refused = revocations::of_uids(read, [uid.0]).await?;
    let refused = revocations::against(&refused, uid.0, peer.site_id).is_some();
    if refused || !standing(read, peer.site_id, &[uid.0]).await?.contains(&uid.0) {
        return Err(Error::NotFound);
    }
    let named = files_of(&row)?;
    if named.iter().any(|name| name == hash) {
        return Ok(());
    }
    let forms = read
        .find::<media::Entity>()
        .filter(media::Column::SiteId.eq(row.origin_site_id.unwrap_or_default()))
        .filter(media::Column::Hash.is_in(named))
        .all()
        .await?;
    for file in forms {
        let sizes: Vec<MediaSize> = serde_json::from_str(&file.sizes).map_err(Error::fault)?;
        if sizes.iter().any(|size| size.hash == hash) {
            return Ok(());
        }
    }
    Err(Error::NotFound)
}
