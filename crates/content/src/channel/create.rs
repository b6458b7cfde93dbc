//! Makes a channel.

use super::entity::{self, CHANNEL_SLUG};
use super::form::Description;
use crate::permissions::ManageChannels;
use crate::refusals::SLUG_TAKEN;
use kernel::event::EventBody;
use kernel::{ChannelId, Includes, Result, Uid};
use sea_orm::Set;
use store::{OnUnique, SiteWrite};

/// Makes a channel; the navigation shows it as soon as something stands in it.
///
/// # Errors
/// `channel.slug_taken`.
pub async fn create_channel<P: Includes<ManageChannels>>(
    tx: &mut SiteWrite<P>,
    channel: &Description,
) -> Result<entity::Model> {
    let row = entity::ActiveModel {
        uid: Set(Uid::at(tx.now()).0),
        state: Set(super::OPEN.to_owned()),
        revision: Set(0),
        ..columns(channel)
    };
    let row = tx.insert(row).await.on_unique(CHANNEL_SLUG, || SLUG_TAKEN)?;
    tx.emit(EventBody::ChannelChanged {
        channel: ChannelId(row.id),
    });
    Ok(row)
}

pub(super) fn columns(channel: &Description) -> entity::ActiveModel {
    entity::ActiveModel {
        slug: Set(channel.slug.to_string()),
        name: Set(channel.name.clone()),
        description: Set(channel.description.clone()),
        keywords: Set(channel.keywords.clone()),
        kind: Set(channel.kind.clone()),
        function_group: Set(channel.group.clone()),
        in_nav: Set(channel.nav),
        position: Set(channel.order),
        ..entity::ActiveModel::default()
    }
}
