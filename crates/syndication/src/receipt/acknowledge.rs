//! When visitors saw it: pages and search say so.

use super::entity;
use kernel::document::{Document, Documents};
use kernel::event::{Event, EventBody};
use kernel::{Actor, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::log::LogReader;
use store::{HubRead, HubStore, HubWrite};

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
        let purged = entity::ActiveModel {
            purged_at: Set(Some(tx.now())),
            ..Default::default()
        };
        acknowledge(tx, &places, &purged, entity::Column::PurgedAt).await
    }
}

fn place(event: &Event) -> Option<(SiteId, Uid, i64)> {
    match &event.body {
        EventBody::PlacementChanged { uid, version, .. } => Some((event.site, *uid, *version)),
        _ => None,
    }
}

/// Marks the receipts of these places, each once: those of the version and of older ones.
async fn acknowledge(
    tx: &mut HubWrite,
    places: &[(SiteId, Uid, i64)],
    mark: &entity::ActiveModel,
    column: entity::Column,
) -> Result<()> {
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
            .and(column.is_null());
        tx.update_where(mark.clone(), waiting).await?;
    }
    Ok(())
}

/// The documents of `inner`; what search says of them goes into the receipts.
#[must_use]
pub fn witnessed(inner: Arc<dyn Documents>, hub: HubStore) -> Arc<dyn Documents> {
    Arc::new(Witnessed { inner, hub })
}

struct Witnessed {
    inner: Arc<dyn Documents>,
    hub: HubStore,
}

#[async_trait::async_trait]
impl Documents for Witnessed {
    async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)> {
        self.inner.stream(after, limit).await
    }

    async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>> {
        self.inner.load(uids).await
    }

    async fn indexed(&self, places: &[(SiteId, Uid, i64)]) -> Result<()> {
        if !any_waits(&self.hub.read(), places).await? {
            return Ok(());
        }
        let mut tx = self.hub.write(Actor::job("search")).await?;
        tx.exempt("projection")?;
        let searched = entity::ActiveModel {
            searched_at: Set(Some(tx.now())),
            ..Default::default()
        };
        acknowledge(&mut tx, places, &searched, entity::Column::SearchedAt).await?;
        tx.commit().await
    }
}

/// Most places are told without a receipt waiting; then nothing is written.
async fn any_waits(read: &HubRead, places: &[(SiteId, Uid, i64)]) -> Result<bool> {
    let uids = places.iter().map(|(_, uid, _)| uid.0);
    let uids: std::collections::BTreeSet<_> = uids.collect();
    read.find::<entity::Entity>()
        .filter(entity::Column::Uid.is_in(uids))
        .filter(entity::Column::SearchedAt.is_null())
        .exists()
        .await
}
