//! When visitors saw it: pages, files and search say so.

use super::{entity, files};
use chrono::{DateTime, Utc};
use kernel::document::{Change, Document, Documents};
use kernel::event::{Event, EventBody};
use kernel::{Actor, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, FromQueryResult, Set};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use store::log::LogReader;
use store::{HubStore, HubWrite};
use uuid::Uuid;

/// Rows of one statement.
const CHUNK: usize = 1000;

/// The log reader `receipt`. It comes to an event after its commit, and the commit drops the pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Receipts;

#[async_trait::async_trait]
impl LogReader for Receipts {
    fn name(&self) -> &'static str {
        "receipt"
    }

    fn batch(&self) -> usize {
        2000
    }

    fn concerns(&self, event: &Event) -> bool {
        place(event).is_some()
    }

    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()> {
        tx.exempt("projection")?;
        let places: Vec<_> = events.iter().filter_map(place).collect();
        purged(tx, &places).await?;
        files::look(tx, &places).await
    }
}

fn place(event: &Event) -> Option<(SiteId, Uid, i64)> {
    match &event.body {
        EventBody::PlacementChanged { uid, version, .. } => Some((event.site, *uid, *version)),
        _ => None,
    }
}

/// Marks the receipts of these places, each once: those of the version and of older ones.
async fn purged(tx: &mut HubWrite, places: &[(SiteId, Uid, i64)]) -> Result<()> {
    let mark = entity::ActiveModel {
        purged_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let mut sites: BTreeMap<(Uid, i64), Vec<i64>> = BTreeMap::new();
    for (site, uid, version) in places {
        sites.entry((*uid, *version)).or_default().push(site.0);
    }
    for ((uid, version), sites) in sites {
        let waiting = entity::Column::Uid
            .eq(uid.0)
            .and(entity::Column::Version.lte(version))
            .and(entity::Column::PlaceSiteId.is_in(sites))
            .and(entity::Column::DoneAt.is_not_null())
            .and(entity::Column::PurgedAt.is_null());
        tx.update_where(mark.clone(), waiting).await?;
    }
    Ok(())
}

/// The documents of `inner`; what search says of them goes into the receipts.
#[must_use]
pub fn witnessed(inner: Arc<dyn Documents>, hub: HubStore) -> Arc<dyn Documents> {
    Arc::new(Witnessed {
        inner,
        hub,
        open: Mutex::default(),
        streamed: AtomicI64::new(0),
    })
}

struct Witnessed {
    inner: Arc<dyn Documents>,
    hub: HubStore,
    /// Receipts that were open when the documents were read. What is said later, be it of the same version, is not in
    /// them.
    open: Mutex<HashMap<Uuid, Vec<Open>>>,
    /// The last receipt there was when a stream of all documents began.
    streamed: AtomicI64,
}

#[derive(Clone, Copy, FromQueryResult)]
struct Open {
    id: i64,
    uid: Uuid,
    version: i64,
    place_site_id: i64,
}

impl Witnessed {
    /// Notes which receipts wait for these articles. A place that its editors still hold is none of them.
    async fn note(&self, uids: &[Uid]) -> Result<()> {
        let rows = self
            .hub
            .read()
            .find::<entity::Entity>()
            .filter(entity::Column::Uid.is_in(uids.iter().map(|uid| uid.0)))
            .filter(entity::Column::DoneAt.is_not_null())
            .filter(entity::Column::SearchedAt.is_null())
            .only([
                entity::Column::Id,
                entity::Column::Uid,
                entity::Column::Version,
                entity::Column::PlaceSiteId,
            ])
            .into::<Open>()
            .all()
            .await?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for uid in uids {
            open.remove(&uid.0);
        }
        for row in rows {
            open.entry(row.uid).or_default().push(row);
        }
        Ok(())
    }

    /// The noted receipts of places that visitors find now. The notes stay until that is written down.
    fn found(&self, places: &[(SiteId, Uid, i64)]) -> BTreeSet<i64> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = BTreeSet::new();
        for (site, uid, version) in places {
            let rows = open.get(&uid.0).into_iter().flatten();
            let these = rows.filter(|row| row.place_site_id == site.0 && row.version <= *version);
            found.extend(these.map(|row| row.id));
        }
        found
    }
}

#[async_trait::async_trait]
impl Documents for Witnessed {
    async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)> {
        if after.is_none() {
            let newest = self
                .hub
                .read()
                .find::<entity::Entity>()
                .desc(entity::Column::Id)
                .limit(1)
                .one()
                .await?;
            self.streamed
                .store(newest.map_or(0, |receipt| receipt.id), Ordering::Release);
        }
        self.inner.stream(after, limit).await
    }

    async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>> {
        self.note(uids).await?;
        self.inner.load(uids).await
    }

    async fn changes(&self, uids: &[Uid]) -> Result<Vec<Change>> {
        self.inner.changes(uids).await
    }

    async fn withdrawn(&self, site: Option<SiteId>, limit: u64) -> Result<Vec<(Uid, DateTime<Utc>)>> {
        self.inner.withdrawn(site, limit).await
    }

    async fn indexed(&self, places: &[(SiteId, Uid, i64)]) -> Result<()> {
        let found: Vec<i64> = self.found(places).into_iter().collect();
        if !found.is_empty() {
            let mut tx = self.hub.write(Actor::job("search")).await?;
            tx.exempt("projection")?;
            for some in found.chunks(CHUNK) {
                searched(&mut tx, entity::Column::Id.is_in(some.iter().copied())).await?;
            }
            tx.commit().await?;
        }
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    async fn rebuilt(&self) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("search")).await?;
        tx.exempt("projection")?;
        let there = entity::Column::Id
            .lte(self.streamed.load(Ordering::Acquire))
            .and(entity::Column::DoneAt.is_not_null());
        searched(&mut tx, there).await?;
        tx.commit().await
    }
}

/// Writes into these receipts that search knows.
async fn searched(tx: &mut HubWrite, these: sea_orm::sea_query::SimpleExpr) -> Result<()> {
    let mark = entity::ActiveModel {
        searched_at: Set(Some(tx.now())),
        ..Default::default()
    };
    tx.update_where(mark, these.and(entity::Column::SearchedAt.is_null()))
        .await?;
    Ok(())
}
