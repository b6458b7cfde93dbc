//! Ending a pairing. What arrived stays, as it was; nothing new is taken.

use super::entity::lack;
use super::entity::peer::{self, ACTIVE, PAUSED, REMOVED};
use kernel::{Error, Result, SiteId};
use sea_orm::{ColumnTrait, Set};
use store::{HubRead, HubWrite};

/// Ends the pairing of that name.
///
/// # Errors
/// [`Error::Invalid`] for a name nobody has.
pub async fn remove_peer(tx: &mut HubWrite, name: &str) -> Result<peer::Model> {
    let peer = find(tx, name).await?;
    let row = peer::ActiveModel {
        id: Set(peer.id),
        state: Set(REMOVED.into()),
        alarmed_at: Set(None),
        ..Default::default()
    };
    super::refused::forget(tx, &peer).await?;
    tx.delete_where::<lack::Entity>(lack::Column::PeerId.eq(peer.id))
        .await?;
    tx.audit(
        Some(SiteId(peer.site_id)),
        "peer.removed",
        &peer.uid.to_string(),
        &(),
    );
    Ok(tx.update(row).await?)
}

/// A pairing that has not ended, by its uid or its name.
pub(super) async fn find(read: &HubRead, name: &str) -> Result<peer::Model> {
    let rows = read
        .find::<peer::Entity>()
        .filter(peer::Column::State.is_in([ACTIVE, PAUSED]))
        .all()
        .await?;
    let mut named = rows
        .into_iter()
        .filter(|row| row.name == name || row.uid.to_string() == name);
    match (named.next(), named.next()) {
        (Some(row), None) => Ok(row),
        (Some(_), Some(_)) => Err(Error::field("name", "有几个同名的对接，请写它的编号。")),
        (None, _) => Err(Error::field("name", format!("没有对接 {name}。"))),
    }
}
