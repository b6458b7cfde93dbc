//! Where an article stands in the whole group.

use super::shape::PlaceOut;
use crate::channel::entity as channel;
use crate::placement::{entity as placement, path};
use gateway::Directory;
use kernel::{Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use store::HubStore;

/// Why the interface sees placements of other sites.
pub const WHY: &str = "a business system is told on which sites its article stands";

/// The door through which places on other sites are seen.
pub struct Places(pub HubStore);

impl Places {
    /// Every place of an article, by site.
    ///
    /// # Errors
    /// Faults of the database.
    pub(super) async fn of(&self, uid: Uid, directory: &Directory) -> Result<Vec<PlaceOut>> {
        let hub = self.0.read();
        let rows = hub
            .find::<placement::Entity>()
            .filter(placement::Column::Uid.eq(uid.0))
            .asc(placement::Column::SiteId)
            .asc(placement::Column::Id)
            .all()
            .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.channel_id).collect();
        let channels = hub
            .find::<channel::Entity>()
            .filter(channel::Column::Id.is_in(ids))
            .all()
            .await?;
        let place = |row: placement::Model| {
            let site = directory.get(SiteId(row.site_id))?;
            let channel = channels.iter().find(|channel| channel.id == row.channel_id)?;
            Some(PlaceOut {
                url: site.absolute(&path(&channel.slug, row.published_at, row.number)),
                site: site.slug.clone(),
                name: site.name.clone(),
                channel: channel.name.clone(),
                state: row.state,
            })
        };
        Ok(rows.into_iter().filter_map(place).collect())
    }
}
