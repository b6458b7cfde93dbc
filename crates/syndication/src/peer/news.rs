//! What became of a peer's articles here, for the peer to ask: decisions of desks, receipts of places.

use super::compose::end;
use super::entity::peer;
use super::{instant, note};
use crate::desk::{State, entity as desk};
use crate::receipt::entity as receipt;
use content::library::entity as library;
use gateway::site::entity as site;
use kernel::wire::{Decision, News, PlaceReceipt};
use kernel::{Result, Uid, beijing};
use sea_orm::ColumnTrait;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::HubRead;
use store::log::event;
use uuid::Uuid;

/// Events looked at in one answer.
const AT_ONCE: u64 = 200;
/// Receipts told in one answer.
const RECEIPTS: usize = 20_000;

/// What happened after a position of this box's log, and how it stands with the articles that are asked for by name.
///
/// # Errors
/// Faults.
pub async fn tell_news(
    read: &HubRead,
    log: Uid,
    peer: &peer::Model,
    (after, waiting): (i64, Vec<Uid>),
) -> Result<News> {
    let end = end(read).await?;
    let events = read
        .find::<event::Entity>()
        .filter(event::Column::Id.gt(after))
        .filter(event::Column::Id.lte(end))
        .filter(event::Column::Kind.is_in(["submission.decided", "placement.changed"]))
        .asc(event::Column::Id)
        .limit(AT_ONCE)
        .all()
        .await?;
    let full = events.len() as u64 == AT_ONCE;
    let position = events.last().filter(|_| full).map_or(end, |event| event.id);
    let mut named: BTreeSet<Uuid> = events
        .iter()
        .filter_map(|event| event.subject.parse().ok())
        .collect();
    let mut news = News {
        log,
        position,
        decisions: Vec::new(),
        receipts: Vec::new(),
    };
    named.extend(waiting.iter().map(|uid| uid.0));
    if named.is_empty() {
        return Ok(news);
    }
    let own = read
        .find::<library::Entity>()
        .filter(library::Column::OriginSiteId.eq(peer.site_id))
        .filter(library::Column::Uid.is_in(named))
        .all()
        .await?;
    if !own.is_empty() {
        news.decisions = decided(read, &own).await?;
        news.receipts = receipts(read, peer, &own).await?;
    }
    Ok(news)
}

/// The lines as they stand now: newer than the events that named them.
async fn decided(read: &HubRead, own: &[library::Model]) -> Result<Vec<Decision>> {
    let lines = read
        .find::<desk::Entity>()
        .filter(desk::Column::Uid.is_in(own.iter().map(|row| row.uid)))
        .all()
        .await?;
    let decisions = lines.into_iter().filter_map(|line| {
        let adopted = match line.state() {
            State::Taken | State::Edited | State::Merged => true,
            State::Declined => false,
            State::Waiting | State::Withdrawn => return None,
        };
        Some(Decision {
            uid: Uid(line.uid),
            adopted,
            at: beijing::rfc3339(line.decided_at.unwrap_or(line.arrived_at)),
            reason: line.reason,
        })
    });
    Ok(decisions.collect())
}

/// The newest receipt of each place, under the number by which the source knows the version.
async fn receipts(read: &HubRead, peer: &peer::Model, own: &[library::Model]) -> Result<Vec<PlaceReceipt>> {
    let rows = read
        .find::<receipt::Entity>()
        .filter(receipt::Column::SiteId.eq(peer.site_id))
        // The article's place on its own site is the peer's, however search here knows it.
        .filter(receipt::Column::PlaceSiteId.ne(peer.site_id))
        .filter(receipt::Column::Uid.is_in(own.iter().map(|row| row.uid)))
        .asc(receipt::Column::Id)
        .all()
        .await?;
    let mut newest: BTreeMap<(Uuid, i64), receipt::Model> = BTreeMap::new();
    for row in rows {
        let place = newest
            .entry((row.uid, row.place_site_id))
            .or_insert_with(|| row.clone());
        if (row.version, row.sent_at) >= (place.version, place.sent_at) {
            *place = row;
        }
    }
    let sites = newest.keys().map(|(_, site)| *site).collect::<BTreeSet<i64>>();
    let sites = read
        .find::<site::Entity>()
        .filter(site::Column::Id.is_in(sites))
        .all()
        .await?;
    let sites: HashMap<i64, site::Model> = sites.into_iter().map(|row| (row.id, row)).collect();
    let notes = note::of_uids(read, own.iter().map(|row| row.uid)).await?;
    let shift: HashMap<Uuid, i64> = own
        .iter()
        .filter_map(|row| Some((row.uid, row.version - notes.get(&row.uid)?.said?)))
        .collect();
    let told = newest.into_values().filter_map(|row| {
        let site = sites.get(&row.place_site_id)?;
        Some(PlaceReceipt {
            uid: Uid(row.uid),
            version: (row.version - shift.get(&row.uid).copied().unwrap_or(0)).max(1),
            site: Uid(site.uid),
            name: site.short_name.clone(),
            what: row.what,
            sent_at: instant::write(row.sent_at),
            done_at: row.done_at.map(instant::write),
            purged_at: row.purged_at.map(instant::write),
            searched_at: row.searched_at.map(instant::write),
        })
    });
    Ok(told.take(RECEIPTS).collect())
}
