//! Sites for which a hub may speak: its own, and those that it told of first.

use super::SITES;
use crate::peer::entity::{peer, told_site};
use crate::peer::join::site_row;
use crate::peer::pair::{address, lives_at};
use gateway::site::{elsewhere, entity as site};
use kernel::event::EventBody;
use kernel::wire::FarSite;
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use std::collections::{HashMap, HashSet};
use store::{HubRead, HubWrite};
use uuid::Uuid;

/// Sites of one hub's side. No city has so many.
const MOST: usize = 2000;

/// The sites of a hub's side that are here, by number.
pub(in crate::peer) async fn of_hub(read: &HubRead, peer: &peer::Model) -> Result<HashSet<i64>> {
    let rows = read
        .find::<told_site::Entity>()
        .filter(told_site::Column::HubSiteId.eq(peer.far_site_id))
        .all()
        .await?;
    let told = rows.into_iter().map(|row| row.site_id);
    Ok(told.chain([peer.far_site_id]).collect())
}

/// Enters the sites that a hub tells of. Answers those for which it speaks, by uid: neither a site of this box, nor of
/// another box that is paired with it, nor of another hub.
pub(super) async fn speakers(
    tx: &mut HubWrite,
    peer: &peer::Model,
    told: &[FarSite],
) -> Result<HashMap<Uuid, site::Model>> {
    let told = told.iter().take(SITES);
    let uids: HashSet<Uuid> = told.clone().map(|told| told.uid.0).collect();
    let mut own = of_hub(tx, peer).await?;
    let rows = tx
        .find::<site::Entity>()
        .filter(site::Column::Uid.is_in(uids))
        .all()
        .await?;
    let mut known: HashMap<Uuid, site::Model> = rows.into_iter().map(|row| (row.uid, row)).collect();
    let house = tx
        .find::<site::Entity>()
        .filter(site::Column::Id.eq(peer.site_id))
        .found()
        .await?;
    for told in told {
        let (Ok(url), false) = (address(&told.url), told.name.trim().is_empty()) else {
            continue;
        };
        let short = if told.short_name.is_empty() {
            &told.name
        } else {
            &told.short_name
        };
        match known.get(&told.uid.0) {
            Some(row) if own.contains(&row.id) => follow(tx, row, (told, short, &url)).await?,
            Some(_) => {}
            None if own.len() >= MOST => {}
            None => {
                let row = site_row(told.uid, "department", (&told.name, short), &house);
                let row = site::ActiveModel {
                    created_at: Set(tx.now()),
                    ..row
                };
                let made = tx.insert(row).await?;
                lives_at(tx, made.id, &url).await?;
                let note = told_site::ActiveModel {
                    site_id: Set(made.id),
                    hub_site_id: Set(peer.far_site_id),
                };
                tx.insert(note).await?;
                tx.emit_derived(SiteId(made.id), EventBody::SiteChanged);
                own.insert(made.id);
                known.insert(told.uid.0, made);
            }
        }
    }
    known.retain(|_, row| own.contains(&row.id));
    Ok(known)
}

/// Its name and its address as they are now.
async fn follow(
    tx: &mut HubWrite,
    row: &site::Model,
    (told, short, url): (&FarSite, &str, &str),
) -> Result<()> {
    let name: String = told.name.chars().take(100).collect();
    let short: String = short.chars().take(20).collect();
    let there = tx
        .find::<elsewhere::Entity>()
        .filter(elsewhere::Column::SiteId.eq(row.id))
        .one()
        .await?;
    let moved = there.is_none_or(|there| there.url != url);
    if !moved && row.name == name && row.short_name == short {
        return Ok(());
    }
    let change = site::ActiveModel {
        id: Set(row.id),
        name: Set(name),
        short_name: Set(short),
        revision: Set(row.revision + 1),
        ..Default::default()
    };
    tx.update(change).await?;
    lives_at(tx, row.id, url).await?;
    tx.emit_derived(SiteId(row.id), EventBody::SiteChanged);
    Ok(())
}
