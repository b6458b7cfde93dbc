//! Handlers of the page 外部对接.

use super::view::{PeerList, name_of};
use super::{pause_peer, remove_peer, replay_peer, resume_peer};
use crate::permissions::ManagePeers;
use crate::rule::staff::Register;
use actix_web::web::{Data, Path};
use gateway::{By, Reply, StaffPage};
use kernel::Result;
use store::HubWrite;

const PATH: &str = "/console/peers";

/// `GET /console/peers`
///
/// # Errors
/// Faults.
pub async fn get_peers(hub: Data<Register>, by: By<ManagePeers>) -> Reply {
    let view = PeerList::load(&hub.0.read(), &by.site).await?;
    by.page(StaffPage::new("syndication/peer_list.html", view).title("外部对接"))
        .await
}

/// A door to all sites, and what the pairing is called; for one that is this site's to look after.
async fn open(hub: &Register, by: &By<ManagePeers>, id: i64) -> Result<(HubWrite, String)> {
    let name = name_of(&hub.0.read(), &by.site, id).await?;
    Ok((hub.0.write(by.me.actor()).await?, name))
}

/// `POST /console/peers/{peer}/pause`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a pairing of another site; see [`pause_peer`].
pub async fn post_pause_peer(hub: Data<Register>, by: By<ManagePeers>, peer: Path<i64>) -> Reply {
    let (mut tx, name) = open(&hub, &by, *peer).await?;
    pause_peer(&mut tx, &name).await?;
    tx.commit().await?;
    by.saved(PATH, "已暂停，期间的变化恢复后补发。").await
}

/// `POST /console/peers/{peer}/resume`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a pairing of another site; see [`resume_peer`].
pub async fn post_resume_peer(hub: Data<Register>, by: By<ManagePeers>, peer: Path<i64>) -> Reply {
    let (mut tx, name) = open(&hub, &by, *peer).await?;
    resume_peer(&mut tx, &name).await?;
    tx.commit().await?;
    by.saved(PATH, "已恢复对接。").await
}

/// `POST /console/peers/{peer}/replay`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a pairing of another site; see [`replay_peer`].
pub async fn post_replay_peer(hub: Data<Register>, by: By<ManagePeers>, peer: Path<i64>) -> Reply {
    let (mut tx, name) = open(&hub, &by, *peer).await?;
    replay_peer(&mut tx, &name).await?;
    tx.commit().await?;
    by.saved(PATH, "开始重发全部已发布的内容。").await
}

/// `POST /console/peers/{peer}/end`
///
/// # Errors
/// [`kernel::Error::NotFound`] for a pairing of another site.
pub async fn post_end_peer(hub: Data<Register>, by: By<ManagePeers>, peer: Path<i64>) -> Reply {
    let (mut tx, name) = open(&hub, &by, *peer).await?;
    remove_peer(&mut tx, &name).await?;
    tx.commit().await?;
    by.saved(PATH, "已解除对接，已收到的内容保留。").await
}
