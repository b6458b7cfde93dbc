//! Which sites on other boxes take what the portal gives, and which sites of this box ask a portal on another one.

use super::down::of_hub;
use super::entity::peer::{self, HUB, REMOVED, SOURCE};
use kernel::{Result, SiteId};
use sea_orm::ColumnTrait;
use std::collections::HashSet;
use store::HubRead;

/// Sites of paired boxes that ask for what there is for them. A pairing that rests asks again later.
pub(crate) async fn asking(read: &HubRead) -> Result<HashSet<i64>> {
    let peers = read
        .find::<peer::Entity>()
        .filter(peer::Column::Role.eq(SOURCE))
        .filter(peer::Column::State.ne(REMOVED))
        .filter(peer::Column::DownAt.is_not_null())
        .all()
        .await?;
    Ok(peers.into_iter().map(|peer| peer.site_id).collect())
}

/// Sites of this box with the site of the hub that each is paired with, as `(hub, site)`.
pub(crate) async fn below(read: &HubRead) -> Result<HashSet<(i64, i64)>> {
    let peers = read
        .find::<peer::Entity>()
        .filter(peer::Column::Role.eq(HUB))
        .filter(peer::Column::State.ne(REMOVED))
        .all()
        .await?;
    Ok(peers
        .into_iter()
        .map(|peer| (peer.far_site_id, peer.site_id))
        .collect())
}

/// Sites on other boxes to whose desks a site of this box can send by hand: those whose boxes ask here, and those of which its own
/// hub told. To the hub's portal things are sent up.
pub(crate) async fn within_reach(read: &HubRead, own: SiteId) -> Result<HashSet<i64>> {
    let mut reached = asking(read).await?;
    let hubs = read
        .find::<peer::Entity>()
        .filter(peer::Column::Role.eq(HUB))
        .filter(peer::Column::State.ne(REMOVED))
        .filter(peer::Column::SiteId.eq(own.0))
        .all()
        .await?;
    for hub in &hubs {
        reached.extend(of_hub(read, hub).await?);
        reached.remove(&hub.far_site_id);
    }
    Ok(reached)
}
