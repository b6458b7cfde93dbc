//! Sending everything once more: the first fill, and the repair.

use super::entity::cursor;
use super::entity::peer::{self, HUB};
use super::remove::find;
use kernel::{Error, Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// Has the current truth sent to a hub from the beginning, beside what happens meanwhile, and asks for everything that it
/// has for the site, and for how every piece stands there.
///
/// # Errors
/// [`Error::Invalid`] for a name nobody has, or of a pairing that we do not send to.
pub async fn replay_peer(tx: &mut HubWrite, name: &str) -> Result<peer::Model> {
    let peer = find(tx, name).await?;
    if peer.role != HUB {
        return Err(Error::field("name", "请在对方的系统上运行 replay。"));
    }
    let row = cursor::ActiveModel {
        peer_id: Set(peer.id),
        replaying: Set(true),
        replayed_to: Set(None),
        news_position: Set(0),
        down_replaying: Set(true),
        down_to: Set(None),
        ..Default::default()
    };
    tx.update(row).await?;
    tx.audit(
        Some(SiteId(peer.site_id)),
        "peer.replayed",
        &peer.uid.to_string(),
        &(),
    );
    Ok(peer)
}
