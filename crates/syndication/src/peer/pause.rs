//! Letting a pairing rest, and taking it up again. What happens meanwhile waits at its source.

use super::entity::peer::{self, ACTIVE, PAUSED};
use super::remove::find;
use kernel::{Error, Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// Lets the pairing of that name rest.
///
/// # Errors
/// [`Error::Invalid`] for a name nobody has, or of one that rests already.
pub async fn pause_peer(tx: &mut HubWrite, name: &str) -> Result<peer::Model> {
    turn(tx, name, (ACTIVE, PAUSED), "peer.paused").await
}

/// Takes it up again.
///
/// # Errors
/// [`Error::Invalid`] for a name nobody has, or of one that does not rest.
pub async fn resume_peer(tx: &mut HubWrite, name: &str) -> Result<peer::Model> {
    turn(tx, name, (PAUSED, ACTIVE), "peer.resumed").await
}

async fn turn(
    tx: &mut HubWrite,
    name: &str,
    (from, to): (&str, &str),
    action: &'static str,
) -> Result<peer::Model> {
    let peer = find(tx, name).await?;
    if peer.state != from {
        let text = if to == PAUSED {
            "这个对接已经暂停。"
        } else {
            "这个对接没有暂停。"
        };
        return Err(Error::field("name", text));
    }
    let row = peer::ActiveModel {
        id: Set(peer.id),
        state: Set(to.into()),
        alarmed_at: Set(None),
        ..Default::default()
    };
    let subject = peer.uid.to_string();
    tx.audit(Some(SiteId(peer.site_id)), action, &subject, &());
    Ok(tx.update(row).await?)
}
