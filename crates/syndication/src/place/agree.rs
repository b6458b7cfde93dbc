//! Agreeing to a major correction that was held: the place follows its source again.

use super::{Looks, query};
use crate::permissions::ManagePlaces;
use crate::refusals::PLACE_STATE;
use content::placement::entity::{self as placement, LIVE};
use content::placement::kept;
use kernel::event::EventBody;
use kernel::{ChannelId, PlacementId, Result, Uid};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Shows the correction that the editors looked at, `seen`; a newer one is looked at first.
///
/// # Errors
/// `place.wrong_state`; [`kernel::Error::NotFound`] for a place of another site.
pub async fn agree_correction(tx: &mut SiteWrite<ManagePlaces>, id: PlacementId, seen: i64) -> Result<()> {
    let (row, item) = query::find_place(tx, id).await?;
    tx.covers(ChannelId(row.channel_id))?;
    if row.held_version != Some(seen) || row.state != LIVE || item.version != seen {
        return Err(PLACE_STATE.into());
    }
    tx.delete_where::<kept::Entity>(kept::Column::PlacementId.eq(row.id))
        .await?;
    let change = placement::ActiveModel {
        id: Set(row.id),
        version: Set(item.version),
        held_version: Set(None),
        ..Looks::of(&row, &item).columns()
    };
    tx.update(change).await?;
    let uid = Uid(row.uid);
    tx.emit(EventBody::PlacementChanged {
        uid,
        version: item.version,
        channels: vec![ChannelId(row.channel_id)],
        live: true,
    });
    // Its files and its receipt follow.
    tx.emit_derived(EventBody::AuthorizationChanged { uid });
    Ok(())
}
