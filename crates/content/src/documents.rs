//! What search sees: every live library item with all its places.

use crate::channel::entity as channel;
use crate::library::entity as library;
use crate::placement::entity as placement;
use kernel::document::{Document, Documents, Place};
use kernel::{ChannelId, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use std::sync::Arc;
use store::{HubRead, HubStore};
use uuid::Uuid;

/// The documents of this box. `hub` reads the places of all sites.
#[must_use]
pub fn documents(hub: HubStore) -> Arc<dyn Documents> {
    Arc::new(Library(hub))
}

struct Library(HubStore);

#[async_trait::async_trait]
impl Documents for Library {
    async fn stream(&self, after: Option<i64>, limit: u64) -> Result<(Vec<Document>, Option<i64>)> {
        let read = self.0.read();
        let items = read
            .find::<library::Entity>()
            .filter(library::Column::Id.gt(after.unwrap_or(0)))
            .asc(library::Column::Id)
            .limit(limit.max(1))
            .all()
            .await?;
        // Withdrawn items are passed over after the limit was counted, so that a page is empty only at the end.
        let last = items.last().map(|item| item.id);
        let live = items.into_iter().filter(|item| item.state == placement::LIVE).collect();
        Ok((with_places(&read, live).await?, last))
    }

    async fn load(&self, uids: &[Uid]) -> Result<Vec<Document>> {
        let read = self.0.read();
        let mut documents = Vec::with_capacity(uids.len());
        for some in uids.chunks(1000) {
            let items = read
                .find::<library::Entity>()
                .filter(library::Column::Uid.is_in(some.iter().map(|uid| uid.0)))
                .filter(library::Column::State.eq(placement::LIVE))
                .all()
                .await?;
            documents.extend(with_places(&read, items).await?);
        }
        Ok(documents)
    }
}

async fn with_places(read: &HubRead, items: Vec<library::Model>) -> Result<Vec<Document>> {
    let mut placed: HashMap<Uuid, Vec<placement::Model>> = HashMap::new();
    for some in items.chunks(1000) {
        let rows = read
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.is_in(some.iter().map(|item| item.uid)))
            .filter(placement::Column::State.eq(placement::LIVE))
            .asc(placement::Column::Id)
            .all()
            .await?;
        for row in rows {
            placed.entry(row.uid).or_default().push(row);
        }
    }
    let channels = read.find::<channel::Entity>().all().await?;
    let channels: HashMap<i64, channel::Model> = channels.into_iter().map(|row| (row.id, row)).collect();
    let documents = items.into_iter().filter_map(|item| {
        let mut rows = placed.remove(&item.uid)?;
        rows.sort_by_key(|row| Some(row.site_id) != item.origin_site_id);
        let places: Vec<Place> = rows.iter().filter_map(|row| place(row, channels.get(&row.channel_id)?)).collect();
        (!places.is_empty()).then(|| document(item, places))
    });
    Ok(documents.collect())
}

fn place(row: &placement::Model, channel: &channel::Model) -> Option<Place> {
    (channel.site_id == row.site_id).then(|| Place {
        site: SiteId(row.site_id),
        channel: ChannelId(row.channel_id),
        channel_name: channel.name.clone(),
        path: crate::placement::path(&channel.slug, row.published_at, row.number),
    })
}

fn document(item: library::Model, places: Vec<Place>) -> Document {
    Document {
        uid: Uid(item.uid),
        text: crate::body::plain_text(&item.body_html),
        title: item.title,
        summary: item.summary,
        keywords: item.keywords.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        published_at: item.published_at,
        version: item.version,
        places,
    }
}
