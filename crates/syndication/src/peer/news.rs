//! What became of a peer's articles here, for the peer to ask: how they stand with the portal's desk, receipts of places.

use super::compose::{FULL, end};
use super::entity::peer;
use super::{instant, lines, note};
use crate::desk::entity as desk;
use crate::receipt::{Word, entity as receipt};
use chrono::{DateTime, Utc};
use content::article::entity as article;
use content::library::entity as library;
use content::placement::entity::{self as placement, REMOVED};
use gateway::site::entity as site;
use kernel::wire::{News, PlaceReceipt};
use kernel::{Result, SiteId, Uid};
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

/// What changes how pieces stand, or what their places show. Of an article that the desk wrote the article's own events.
const KINDS: [&str; 6] = [
    "submission.decided",
    "submission.seen",
    "submission.credited",
    "placement.changed",
    "article.published",
    "article.withdrawn",
];

#[derive(FromQueryResult)]
struct Named {
    id: i64,
    subject: String,
}

impl Named {
    fn uid(&self) -> Option<Uuid> {
        self.subject.parse().ok()
    }
}

/// What happened after a position of this box's log, and how it stands with the articles that are asked for by name. An
/// article is told whole or, when the answer is full, the next time. `reached` says where sites of this box are reached.
///
/// # Errors
/// Faults.
pub async fn tell_news(
    read: &HubRead,
    log: Uid,
    peer: &peer::Model,
    (after, waiting): (i64, Vec<Uid>),
    reached: &(dyn Fn(SiteId) -> String + Sync),
) -> Result<News> {
    let end = end(read).await?;
    let portal = lines::house_portal(read).await?;
    let mut told = Telling::new(read, peer, portal.map(|portal| (portal, reached(portal))));
    let mut position = after.min(end);
    let mut more = true;
    for _ in 0..PAGES {
        let events = events(read, position, end).await?;
        let all = events.len() as u64 == AT_ONCE;
        let about = told.about(events.iter().filter_map(Named::uid).collect()).await?;
        let mut own = told.own(about.values().flatten().copied()).await?;
        for event in &events {
            let uids = event.uid().and_then(|uid| about.get(&uid));
            for uid in uids.into_iter().flatten() {
                if let Some(row) = own.remove(uid)
                    && !told.add(row).await?
                {
                    return told.news(log, position, true).await;
                }
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
        .filter(event::Column::Kind.is_in(KINDS))
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
    /// The portal of this box, and where it is reached.
    portal: Option<(SiteId, String)>,
    articles: Vec<library::Model>,
    /// Their lines on its desk, and the bytes of the texts that these keep.
    lines: Vec<desk::Model>,
    bytes: usize,
    receipts: Vec<PlaceReceipt>,
    sites: HashMap<i64, site::Model>,
}

impl<'a> Telling<'a> {
    fn new(read: &'a HubRead, peer: &'a peer::Model, portal: Option<(SiteId, String)>) -> Self {
        Self {
            read,
            peer,
            portal,
            articles: Vec::new(),
            lines: Vec::new(),
            bytes: 0,
            receipts: Vec::new(),
            sites: HashMap::new(),
        }
    }

    /// Of which articles events tell that name these: of themselves, of what the portal made them of with edits, and of
    /// what was merged into one of these.
    async fn about(&self, subjects: BTreeSet<Uuid>) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
        use sea_orm::ExprTrait;
        let mut about: HashMap<Uuid, BTreeSet<Uuid>> = subjects
            .iter()
            .map(|uid| (*uid, BTreeSet::from([*uid])))
            .collect();
        let Some((portal, _)) = &self.portal else {
            return Ok(about);
        };
        if subjects.is_empty() {
            return Ok(about);
        }
        let of_desk = || {
            self.read
                .find::<desk::Entity>()
                .filter(desk::Column::SiteId.eq(portal.0))
        };
        let written = self
            .read
            .find::<article::Entity>()
            .filter(article::Column::SiteId.eq(portal.0))
            .filter(article::Column::Uid.is_in(subjects.iter().copied()))
            .all()
            .await?;
        let written: HashMap<i64, Uuid> = written.into_iter().map(|row| (row.id, row.uid)).collect();
        let named = desk::Column::Uid
            .is_in(subjects.iter().copied())
            .or(desk::Column::ArticleId.is_in(written.keys().copied()));
        let mut leads: HashMap<i64, BTreeSet<Uuid>> = HashMap::new();
        for line in of_desk().filter(named).all().await? {
            let made = line.article_id.and_then(|id| written.get(&id));
            let own = subjects.get(&line.uid);
            let subjects: BTreeSet<Uuid> = made.into_iter().chain(own).copied().collect();
            for subject in &subjects {
                about.entry(*subject).or_default().insert(line.uid);
            }
            leads.insert(line.id, subjects);
        }
        let merged = desk::Column::MergedInto.is_in(leads.keys().copied());
        for line in of_desk().filter(merged).all().await? {
            let lead = line.merged_into.and_then(|lead| leads.get(&lead));
            for subject in lead.into_iter().flatten() {
                about.entry(*subject).or_default().insert(line.uid);
            }
        }
        Ok(about)
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
        let line = self.line_of(&row).await?;
        let texts = line.iter().flat_map(|line| [&line.before_text, &line.after_text]);
        let bytes = texts.flatten().map(String::len).sum::<usize>();
        let receipts = self.receipts_of(&row).await?;
        let full = self.receipts.len() + receipts.len() > RECEIPTS || self.bytes + bytes > FULL;
        if !self.articles.is_empty() && full {
            return Ok(false);
        }
        self.bytes += bytes;
        self.lines.extend(line);
        self.receipts.extend(receipts);
        self.articles.push(row);
        Ok(true)
    }

    async fn news(self, log: Uid, position: i64, more: bool) -> Result<News> {
        let told = match &self.portal {
            Some((portal, base)) => lines::told(self.read, (*portal, base), &self.lines).await?,
            None => Vec::new(),
        };
        Ok(News {
            log,
            position,
            more: Some(more),
            decisions: lines::decisions(&self.lines),
            receipts: self.receipts,
            lines: told,
        })
    }

    async fn line_of(&self, row: &library::Model) -> Result<Option<desk::Model>> {
        let Some((portal, _)) = &self.portal else {
            return Ok(None);
        };
        self.read
            .find::<desk::Entity>()
            .filter(desk::Column::SiteId.eq(portal.0))
            .filter(desk::Column::Uid.eq(row.uid))
            .one()
            .await
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
                (place.files_at, place.files_open) = (Some(at), false);
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
                files_at: row.files_at.map(instant::write),
                files_open: row.files_open,
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
