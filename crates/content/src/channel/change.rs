//! Changes a channel's description. Its address name stays: addresses are for ever.

use super::create::columns;
use super::entity;
use super::form::Description;
use crate::permissions::ManageChannels;
use crate::refusals::CHANNEL_MANDATED;
use kernel::event::EventBody;
use kernel::{ChannelId, Error, Includes, Result, Revision};
use sea_orm::{ColumnTrait, NotSet, Set, Unchanged};
use store::SiteWrite;

/// Changes everything but the slug. From then on `site apply` leaves the channel alone.
///
/// # Errors
/// [`Error::Stale`] when somebody was faster; `channel.mandated`.
pub async fn change_channel<P: Includes<ManageChannels>>(
    tx: &mut SiteWrite<P>,
    id: ChannelId,
    seen: Revision,
    channel: &Description,
) -> Result<entity::Model> {
    let old = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    if old.revision != seen.0 {
        return Err(Error::Stale(Revision(old.revision)));
    }
    let hidden = old.in_nav && !channel.nav;
    if old.mandated_by.is_some() && (old.name != channel.name || hidden) {
        return Err(CHANNEL_MANDATED.into());
    }
    let row = entity::ActiveModel {
        id: Unchanged(old.id),
        slug: NotSet,
        revision: Set(old.revision + 1),
        ..columns(channel)
    };
    let row = tx.update(row).await?;
    tx.emit(EventBody::ChannelChanged { channel: id });
    Ok(row)
}
