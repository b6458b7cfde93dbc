//! Takes a channel out of use, or back into it.

use super::{CLOSED, OPEN, entity};
use crate::permissions::ManageChannels;
use crate::placement::entity as placement;
use crate::refusals::{CHANNEL_IN_USE, CHANNEL_MANDATED};
use kernel::event::EventBody;
use kernel::{ChannelId, Includes, Result};
use sea_orm::{ColumnTrait, Set, Unchanged};
use store::SiteWrite;

/// Closes a channel in which nothing live stands.
///
/// # Errors
/// `channel.in_use`, `channel.mandated`.
pub async fn close_channel<P: Includes<ManageChannels>>(
    tx: &mut SiteWrite<P>,
    id: ChannelId,
) -> Result<entity::Model> {
    let mandated = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::MandatedBy.is_not_null());
    if mandated.exists().await? {
        return Err(CHANNEL_MANDATED.into());
    }
    let live = tx
        .find::<placement::Entity>()
        .filter(placement::Column::ChannelId.eq(id.0))
        .filter(placement::Column::State.eq(placement::LIVE));
    if live.exists().await? {
        return Err(CHANNEL_IN_USE.into());
    }
    set_state(tx, id, CLOSED).await
}

/// Opens a closed channel again.
///
/// # Errors
/// [`kernel::Error::NotFound`].
pub async fn reopen_channel<P: Includes<ManageChannels>>(
    tx: &mut SiteWrite<P>,
    id: ChannelId,
) -> Result<entity::Model> {
    set_state(tx, id, OPEN).await
}

async fn set_state<P: Includes<ManageChannels>>(
    tx: &mut SiteWrite<P>,
    id: ChannelId,
    state: &str,
) -> Result<entity::Model> {
    let old = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    let row = entity::ActiveModel {
        id: Unchanged(old.id),
        state: Set(state.to_owned()),
        revision: Set(old.revision + 1),
        ..entity::ActiveModel::default()
    };
    let row = tx.update(row).await?;
    tx.emit(EventBody::ChannelChanged { channel: id });
    Ok(row)
}
