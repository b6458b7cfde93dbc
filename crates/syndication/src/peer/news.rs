//! What became of a peer's articles here, for the peer to ask: decisions of desks, receipts of places.

use super::compose::end;
use super::entity::peer;
use super::{instant, note};
use crate::desk::{State, entity as desk};
use crate::receipt::{Word, entity as receipt};
use chrono::{DateTime, Utc};
use content::library::entity as library;
use content::placement::entity::{self as placement, REMOVED};
use gateway::site::entity as site;
use kernel::wire::{Decision, News, PlaceReceipt};
use kernel::{Result, Uid, beijing};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::HubRead;
use store::log::event;
use uuid::Uuid;

/// Events looked at at once …
const AT_ONCE: u64 = 1000;
/// … so often for one answer: most of them are about articles of others.
const PAGES: usize = 20;
/// Articles told of in one answer.
const ARTICLES: usize = 200;
/// Receipts told in one answer, unless one article alone has more.
const RECEIPTS: usize = 5000;

#[derive(FromQueryResult)]
struct Named {
    id: i64,
    subject: String,
}

/// What happened after a position of this box's log, and how it stands with the articles that are asked for by name. An
/// article is told whole or, when the answer is full, the next time.
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
    let mut told = Telling::new(read, peer);
    let mut position = after.min(end);
    let mut more = true;
    for _ in 0..PAGES {
        let events = events(read, position, end).await?;
        let all = events.len() as u64 == AT_ONCE;
        let mut own = told
            .own(events.iter().filter_map(|event| event.subject.parse().ok()))
            .await?;
        for event in &events {
            let row = event.subject.parse().ok().and_then(|uid: Uuid| own.remove(&uid));
            if let Some(row) = row
                && !told.add(row).await?
            {
                return told.news(log, position, true).await;
            }
            position = event.id;
        }
        if !all {
            (position, more) = (end, false);
            break;
        }
    }
    let mut own = told.own(waiting.iter().map(|uid| uid.0)).await?;
    for uid in waiting {
        if let Some(row) = own.remove(&uid.0)
            && !told.add(row).await?
        {
            break;
        }
    }
    told.news(log, position, more).await
}

async fn events(read: &HubRead, after: i64, end: i64) -> Result<Vec<Named>> {
    read.find::<event::Entity>()
        .filter(event::Column::Id.gt(after))
        .filter(event::Column::Id.lte(end))
        .filter(event::Column::Kind.is_in(["submission.decided", "placement.changed"]))
        .asc(event::Column::Id)
        .limit(AT_ONCE)
        .only([event::Column::Id, event::Column::Subject])
        .into::<Named>()
        .all()
        .await
}

/// An answer that is being written.
struct Telling<'a> {
    read: &'a HubRead,
    peer: &'a peer::Model,
    articles: Vec<library::Model>,
    receipts: Vec<PlaceReceipt>,
    sites: HashMap<i64, site::Model>,
}

impl<'a> Telling<'a> {
    fn new(read: &'a HubRead, peer: &'a peer::Model) -> Self {
        Self {
            read,
            peer,
            articles: Vec::new(),
            receipts: Vec::new(),
            sites: HashMap::new(),
        }
    }

    /// The peer's own of these articles, without those that are told already.
    async fn own(&self, uids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, library::Model>> {
        let told: BTreeSet<Uuid> = self.articles.iter().map(|row| row.uid).collect();
        let uids: BTreeSet<Uuid> = uids.filter(|uid| !told.contains(uid)).collect();
        if uids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = self
            .read
            .find::<library::Entity>()
            .filter(library::Column::OriginSiteId.eq(self.peer.site_id))
            .filter(library::Column::Uid.is_in(uids))
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
    }

    /// Adds an article with all its receipts, unless the answer is full.
    async fn add(&mut self, row: library::Model) -> Result<bool> {
        if self.articles.len() >= ARTICLES {
            return Ok(false);
        }
        let receipts = self.receipts_of(&row).await?;
        if !self.articles.is_empty() && self.receipts.len() + receipts.len() > RECEIPTS {
            return Ok(false);
        }
        self.receipts.extend(receipts);
        self.articles.push(row);
        Ok(true)
    }

    async fn news(self, log: Uid, position: i64, more: bool) -> Result<News> {
        let decisions = if self.articles.is_empty() {
            Vec::new()
        } else {
            decided(self.read, &self.articles).await?
        };
        Ok(News {
            log,
            position,
            more: Some(more),
            decisions,
            receipts: self.receipts,
        })
    }

    /// The newest receipt of each place, under the number by which the source knows the version.
    async fn receipts_of(&mut self, row: &library::Model) -> Result<Vec<PlaceReceipt>> {
        let rows = self
            .read
            .find::<receipt::Entity>()
            .filter(receipt::Column::SiteId.eq(self.peer.site_id))
            // The article's place on its own site is the peer's, however search here knows it.
            .filter(receipt::Column::PlaceSiteId.ne(self.peer.site_id))
            .filter(receipt::Column::Uid.eq(row.uid))
            .asc(receipt::Column::Id)
            .all()
            .await?;
        let mut newest: BTreeMap<i64, receipt::Model> = BTreeMap::new();
        for row in rows {
            let place = newest.entry(row.place_site_id).or_insert_with(|| row.clone());
            if (row.version, row.sent_at) >= (place.version, place.sent_at) {
                *place = row;
            }
        }
        if newest.is_empty() {
            return Ok(Vec::new());
        }
        for (site, at) in self.removed(row.uid).await? {
            if let Some(place) = newest.get_mut(&site).filter(|place| place.sent_at <= at) {
                place.what = Word::Removed.key().into();
                place.sent_at = at;
                (place.done_at, place.purged_at, place.searched_at) = (Some(at), Some(at), Some(at));
            }
        }
        self.know(newest.keys().copied()).await?;
        let notes = note::of_uids(self.read, [row.uid]).await?;
        let said = notes.get(&row.uid).and_then(|note| note.said);
        let shift = said.map_or(0, |said| row.version - said);
        let told = newest.into_values().filter_map(|row| {
            let site = self.sites.get(&row.place_site_id)?;
            Some(PlaceReceipt {
                uid: Uid(row.uid),
                version: (row.version - shift).max(1),
                site: Uid(site.uid),
                name: site.short_name.clone(),
                what: row.what,
                sent_at: instant::write(row.sent_at),
                done_at: row.done_at.map(instant::write),
                purged_at: row.purged_at.map(instant::write),
                searched_at: row.searched_at.map(instant::write),
            })
        });
        Ok(told.collect())
    }

    /// Sites whose editors took every place of an article down by themselves, and when. Nobody tells them of it any more.
    async fn removed(&self, uid: Uuid) -> Result<BTreeMap<i64, DateTime<Utc>>> {
        let rows = self
            .read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.eq(uid))
            .filter(placement::Column::LibraryItemId.is_not_null())
            .all()
            .await?;
        let shown: BTreeSet<i64> = rows
            .iter()
            .filter(|row| row.state != REMOVED)
            .map(|row| row.site_id)
            .collect();
        let gone = rows.iter().filter(|row| !shown.contains(&row.site_id));
        Ok(gone
            .filter_map(|row| Some((row.site_id, row.revoked_at?)))
            .collect())
    }

    /// Reads the sites that are not known yet.
    async fn know(&mut self, ids: impl Iterator<Item = i64>) -> Result<()> {
        let new: Vec<i64> = ids.filter(|id| !self.sites.contains_key(id)).collect();
        if new.is_empty() {
            return Ok(());
        }
        let rows = self
            .read
            .find::<site::Entity>()
            .filter(site::Column::Id.is_in(new))
            .all()
            .await?;
        self.sites.extend(rows.into_iter().map(|row| (row.id, row)));
        Ok(())
    }
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
