//! What a box tells its hub with every question: how far it is with what it was given.

use super::speaker::of_hub;
use super::{PUSHES, RECEIPTS, kept, task};
use crate::mandate::entity as mandate;
use crate::peer::entity::peer;
use crate::peer::{instant, note};
use crate::push::entity::{self as push, ACTIVE, target};
use crate::receipt::entity as receipt;
use content::library::entity as library;
use gateway::site::entity as site;
use kernel::wire::{PlaceReceipt, PushReceipt, TaskAnswer};
use kernel::{Result, Uid};
use sea_orm::ColumnTrait;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use store::HubRead;
use uuid::Uuid;

/// What a box tells.
#[derive(Debug, Default, Serialize)]
pub(super) struct Enclosed {
    pub(super) receipts: Vec<PlaceReceipt>,
    pub(super) pushes: Vec<PushReceipt>,
    pub(super) tasks: Vec<TaskAnswer>,
}

/// The newest receipts of what the hub gave, how far its push-downs are, and what became of its tasks.
pub(super) async fn enclose(read: &HubRead, peer: &peer::Model) -> Result<Enclosed> {
    Ok(Enclosed {
        receipts: receipts(read, peer).await?,
        pushes: pushes(read, peer).await?,
        tasks: task::answers(read, peer).await?,
    })
}

async fn receipts(read: &HubRead, peer: &peer::Model) -> Result<Vec<PlaceReceipt>> {
    let origins = of_hub(read, peer).await?;
    let rows = read
        .find::<receipt::Entity>()
        .filter(receipt::Column::PlaceSiteId.eq(peer.site_id))
        .filter(receipt::Column::SiteId.is_in(origins))
        .desc(receipt::Column::Id)
        .limit(RECEIPTS as u64)
        .all()
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let own = read
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await?;
    let mut newest: BTreeMap<Uuid, receipt::Model> = BTreeMap::new();
    for row in rows.into_iter().rev() {
        let place = newest.entry(row.uid).or_insert_with(|| row.clone());
        if (row.version, row.sent_at) >= (place.version, place.sent_at) {
            *place = row;
        }
    }
    let notes = note::of_uids(read, newest.keys().copied()).await?;
    let here = read
        .find::<library::Entity>()
        .filter(library::Column::Uid.is_in(newest.keys().copied()))
        .all()
        .await?;
    let here: HashMap<Uuid, i64> = here.into_iter().map(|row| (row.uid, row.version)).collect();
    let withheld = kept(read, peer.site_id, newest.keys().copied()).await?;
    let mut told = Vec::new();
    for row in newest.into_values() {
        // Under the number by which the hub knows the version.
        let said = notes.get(&row.uid).and_then(|note| note.said);
        let here = here.get(&row.uid).copied().unwrap_or(row.version);
        let shift = said.map_or(0, |said| here - said);
        // A word without the text is answered by its own number.
        let version = withheld.get(&row.uid).copied().unwrap_or(row.version - shift);
        told.push(PlaceReceipt {
            uid: Uid(row.uid),
            version: version.max(1),
            site: Uid(own.uid),
            name: own.short_name.clone(),
            what: row.what,
            sent_at: instant::write(row.sent_at),
            done_at: row.done_at.map(instant::write),
            purged_at: row.purged_at.map(instant::write),
            searched_at: row.searched_at.map(instant::write),
            files_at: row.files_at.map(instant::write),
            files_open: row.files_open,
        });
    }
    Ok(told)
}

async fn pushes(read: &HubRead, peer: &peer::Model) -> Result<Vec<PushReceipt>> {
    let targets = read
        .find::<target::Entity>()
        .filter(target::Column::SiteId.eq(peer.far_site_id))
        .filter(target::Column::PlaceSiteId.eq(peer.site_id))
        .desc(target::Column::Id)
        .limit(PUSHES as u64)
        .all()
        .await?;
    let rows = read
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(targets.iter().map(|row| row.push_id)))
        .filter(push::Column::State.eq(ACTIVE))
        .all()
        .await?;
    let rows: HashMap<i64, push::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mandates = read
        .find::<mandate::Entity>()
        .filter(mandate::Column::SiteId.eq(peer.far_site_id))
        .all()
        .await?;
    let slugs: HashMap<i64, String> = mandates.into_iter().map(|row| (row.id, row.slug)).collect();
    let told = targets.into_iter().filter_map(|target| {
        let channel = slugs.get(&rows.get(&target.push_id)?.mandate_id)?;
        Some(PushReceipt {
            uid: Uid(target.uid),
            channel: channel.clone(),
            shown_at: target.shown_at.map(instant::write),
            problem: target.problem,
        })
    });
    Ok(told.collect())
}
