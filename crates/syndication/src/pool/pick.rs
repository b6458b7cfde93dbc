//! Picking from the pool (选稿): the article is laid on the desk by the editor's own hand, for a channel perhaps, or stands
//! in a channel at once. The projection brings its files and writes the unit's credit.

use super::query;
use crate::desk::entity::{self as desk, DESK_UID};
use crate::desk::{Headline, State, adopt_item, assign_channel};
use crate::permissions::WorkDesk;
use crate::projection::unit_of;
use crate::refusals::{POOL_HERE, POOL_NOT_OFFERED};
use content::placement::entity as placement;
use kernel::event::EventBody;
use kernel::{ChannelId, DeskItemId, LibraryItemId, Result, SiteId, Uid};
use sea_orm::{ColumnTrait, NotSet, Set};
use store::{HubRead, OnUnique, SiteWrite};

/// Lays an article of the pool on the desk, where it waits as anything else does.
///
/// # Errors
/// `pool.not_offered`, `pool.here`, `channel.closed`; [`kernel::Error::NotFound`] for what is no other site's article.
pub async fn pick_piece(
    tx: &mut SiteWrite<WorkDesk>,
    hub: &HubRead,
    id: LibraryItemId,
    into: Option<ChannelId>,
) -> Result<desk::Model> {
    let item = query::find_foreign(hub, tx.site(), id).await?;
    if !query::is_offered(hub, tx.site(), id).await? {
        return Err(POOL_NOT_OFFERED.into());
    }
    let placed = placement::Column::Uid.eq(item.uid);
    if tx.find::<placement::Entity>().filter(placed).exists().await? {
        return Err(POOL_HERE.into());
    }
    let origin = SiteId(item.origin_site_id.unwrap_or_default());
    let now = tx.now();
    let row = desk::ActiveModel {
        id: NotSet,
        site_id: NotSet,
        library_item_id: Set(Some(item.id)),
        uid: Set(item.uid),
        version: Set(item.version),
        source_name: Set(unit_of(hub, origin).await?),
        title: Set(item.title),
        state: Set(State::Waiting.key().into()),
        submitted: Set(false),
        picked: Set(true),
        reason: Set(String::new()),
        decided_by_name: Set(String::new()),
        arrived_at: Set(now),
        seen_at: Set(Some(now)),
        origin_site_id: Set(item.origin_site_id),
        origin_channel: Set(item.origin_channel),
        ..Default::default()
    };
    let line = tx.insert(row).await.on_unique(DESK_UID, || POOL_HERE)?;
    tx.emit(EventBody::DeskPicked { uid: Uid(line.uid) });
    if let Some(into) = into {
        assign_channel(tx, DeskItemId(line.id), into).await?;
    }
    Ok(line)
}

/// Takes an article of the pool into a channel at once, under an own headline if one is given.
///
/// # Errors
/// Those of [`pick_piece`] and [`adopt_item`].
pub async fn take_piece(
    tx: &mut SiteWrite<WorkDesk>,
    hub: &HubRead,
    id: LibraryItemId,
    into: ChannelId,
    own_title: Option<Headline>,
) -> Result<placement::Model> {
    let line = pick_piece(tx, hub, id, None).await?;
    adopt_item(tx, DeskItemId(line.id), into, own_title).await
}
