//! What hubs do not take: the article, its version and the code, until they take it or a later version. The hub shows what
//! it had before.

use super::entity::{peer, refused};
use crate::refusals::{PEER_FOREIGN_SITE, PEER_ITEM, PEER_OLDER};
use content::library::entity as library;
use kernel::wire::{Answer, Batch, Outcome, Told};
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, ExprTrait, NotSet, Set};
use std::collections::{BTreeMap, HashMap};
use store::{HubRead, HubWrite, SiteRead};
use uuid::Uuid;

/// Rows of one statement; a batch has no more items.
const CHUNK: usize = 500;

/// Whether an item was refused for what it is. One that is older than the hub's cures itself: everything is sent anew.
fn is_refused(told: &Told) -> bool {
    told.result == Outcome::Refused && told.code.as_deref() != Some(PEER_OLDER.code)
}

/// Whether an answer refuses anything, or takes what was refused before.
pub(super) async fn says_anything(read: &HubRead, hub: &peer::Model, answer: &Answer) -> Result<bool> {
    if answer.items.iter().any(is_refused) {
        return Ok(true);
    }
    let of_hub = read
        .find::<refused::Entity>()
        .filter(refused::Column::PeerId.eq(hub.id));
    Ok(!answer.items.is_empty() && of_hub.exists().await?)
}

/// Notes what an answer refuses, and forgets what it takes.
pub(super) async fn note(tx: &mut HubWrite, hub: &peer::Model, batch: &Batch, answer: &Answer) -> Result<()> {
    let versions: HashMap<Uuid, i64> = batch
        .items
        .iter()
        .map(|item| (item.uid.0, item.version))
        .collect();
    let heard = |told: &&Told| is_refused(told) || told.result != Outcome::Refused;
    let said: BTreeMap<Uuid, &Told> = answer
        .items
        .iter()
        .filter(heard)
        .map(|told| (told.uid.0, told))
        .filter(|(uid, _)| versions.contains_key(uid))
        .collect();
    let uids: Vec<Uuid> = said.keys().copied().collect();
    for some in uids.chunks(CHUNK) {
        let these = refused::Column::SiteId
            .eq(hub.site_id)
            .and(refused::Column::PeerId.eq(hub.id))
            .and(refused::Column::Uid.is_in(some.iter().copied()));
        tx.delete_where::<refused::Entity>(these).await?;
    }
    let now = tx.now();
    let rows: Vec<_> = said
        .into_iter()
        .filter(|(_, told)| is_refused(told))
        .map(|(uid, told)| refused::ActiveModel {
            id: NotSet,
            site_id: Set(hub.site_id),
            peer_id: Set(hub.id),
            uid: Set(uid),
            version: Set(versions.get(&uid).copied().unwrap_or_default()),
            code: Set(told
                .code
                .as_deref()
                .unwrap_or_default()
                .chars()
                .take(60)
                .collect()),
            refused_at: Set(now),
        })
        .collect();
    for some in rows.chunks(CHUNK) {
        tx.insert_many(some.to_vec()).await?;
    }
    Ok(())
}

/// A code in words.
fn words(code: &str) -> &str {
    let known = [PEER_ITEM, PEER_FOREIGN_SITE];
    let known = known.into_iter().find(|refusal| refusal.code == code);
    known.map_or("对方没有说明原因。", |refusal| refusal.text)
}

/// A version that a hub does not take.
pub(crate) struct Refused {
    /// Name of the hub.
    pub(crate) hub: String,
    /// The version.
    pub(crate) version: i64,
    /// When it said so.
    pub(crate) at: chrono::DateTime<chrono::Utc>,
    /// Why, with the code.
    pub(crate) why: String,
}

/// What the hubs of a site do not take of an article; `hub` names them.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn of_article(read: &SiteRead, hub: &HubRead, uid: Uuid) -> Result<Vec<Refused>> {
    let rows = of_uid(read, uid).await?;
    let peers = hub
        .find::<peer::Entity>()
        .filter(peer::Column::Id.is_in(rows.iter().map(|row| row.peer_id)))
        .filter(peer::Column::State.ne(peer::REMOVED))
        .all()
        .await?;
    let names: HashMap<i64, String> = peers.into_iter().map(|peer| (peer.id, peer.name)).collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Refused {
                hub: names.get(&row.peer_id)?.clone(),
                version: row.version,
                at: row.refused_at,
                why: format!("{}（{}）", words(&row.code), row.code),
            })
        })
        .collect())
}

/// The rows of an article.
///
/// # Errors
/// Faults of the database.
pub(crate) async fn of_uid(read: &SiteRead, uid: Uuid) -> Result<Vec<refused::Model>> {
    read.find::<refused::Entity>()
        .filter(refused::Column::Uid.eq(uid))
        .asc(refused::Column::Id)
        .all()
        .await
}

/// Forgets what an ended pairing did not take.
pub(super) async fn forget(tx: &mut HubWrite, peer: &peer::Model) -> Result<()> {
    let of_peer = refused::Column::SiteId
        .eq(peer.site_id)
        .and(refused::Column::PeerId.eq(peer.id));
    tx.delete_where::<refused::Entity>(of_peer).await?;
    Ok(())
}

/// The sentence of the alarm, when a hub does not take something.
pub(super) async fn alarm(read: &HubRead, peer: &peer::Model) -> Result<Option<String>> {
    let rows = || {
        read.find::<refused::Entity>()
            .filter(refused::Column::PeerId.eq(peer.id))
    };
    let Some(last) = rows().desc(refused::Column::Id).limit(1).one().await? else {
        return Ok(None);
    };
    let count = rows().count().await?;
    let item = read
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(SiteId(peer.site_id).0))
        .filter(library::Column::Uid.eq(last.uid))
        .one()
        .await?;
    let title = item.map_or_else(|| last.uid.to_string(), |item| item.title);
    Ok(Some(format!(
        "对接 {}：对方没有接收 {count} 篇稿件的现行版本，最近一篇是《{title}》：{}（{}）",
        peer.name,
        words(&last.code),
        last.code
    )))
}
