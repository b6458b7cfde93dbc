//! How far push-downs over a pairing are, on either side of it.

use crate::peer::entity::peer;
use crate::push::entity::{self as push, ACTIVE, target};
use kernel::Result;
use sea_orm::ColumnTrait;
use store::HubRead;

/// Push-downs to the pairing's site that stand there, and all that shall.
pub(in crate::peer) async fn progress(read: &HubRead, peer: &peer::Model) -> Result<(u64, u64)> {
    let hub = (peer.role == peer::HUB).then_some(peer.far_site_id);
    let targets = read
        .find::<target::Entity>()
        .filter(target::Column::PlaceSiteId.eq(peer.site_id))
        .filter_some(hub, |hub| target::Column::SiteId.eq(hub))
        .all()
        .await?;
    if targets.is_empty() {
        return Ok((0, 0));
    }
    let ended = read
        .find::<push::Entity>()
        .filter(push::Column::Id.is_in(targets.iter().map(|row| row.push_id)))
        .filter(push::Column::State.ne(ACTIVE))
        .all()
        .await?;
    let standing = targets
        .iter()
        .filter(|row| ended.iter().all(|push| push.id != row.push_id));
    let (mut shown, mut all) = (0, 0);
    for row in standing {
        all += 1;
        shown += u64::from(row.shown_at.is_some());
    }
    Ok((shown, all))
}
