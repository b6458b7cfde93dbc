//! Taking a placed article from view on this site alone, and showing it again.

use super::{Looks, query};
use crate::authorization::Reason;
use crate::permissions::ManagePlaces;
use crate::refusals::{PLACE_MANDATED, PLACE_STATE};
use content::library::entity as library;
use content::placement::entity::{self as placement, LIVE, REMOVED, WITHDRAWN};
use content::placement::kept;
use kernel::event::EventBody;
use kernel::{ChannelId, PlacementId, Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Takes it down here; its address says why. Other sites are not concerned.
///
/// # Errors
/// `place.mandated`, `place.wrong_state`; [`kernel::Error::NotFound`] for a place of another site.
pub async fn remove_place(tx: &mut SiteWrite<ManagePlaces>, id: PlacementId, reason: &Reason) -> Result<()> {
    let (row, item) = open(tx, id, LIVE).await?;
    if row.push_id.is_some() {
        return Err(PLACE_MANDATED.into());
    }
    tx.delete_where::<kept::Entity>(kept::Column::PlacementId.eq(row.id))
        .await?;
    let change = placement::ActiveModel {
        state: Set(REMOVED.into()),
        revoked_at: Set(Some(tx.now())),
        revoke_reason: Set(Some(reason.as_str().into())),
        held_version: Set(None),
        ..Default::default()
    };
    change_seen(tx, &row, change).await?;
    say(tx, &row, &item, false, reason.as_str());
    Ok(())
}

/// Shows again what this site took down, as the source has it now.
///
/// # Errors
/// `place.wrong_state`; [`kernel::Error::NotFound`] for a place of another site.
pub async fn restore_place(tx: &mut SiteWrite<ManagePlaces>, id: PlacementId) -> Result<()> {
    let (row, item) = open(tx, id, REMOVED).await?;
    let live = item.state == LIVE;
    let change = placement::ActiveModel {
        state: Set(if live { LIVE } else { WITHDRAWN }.into()),
        revoked_at: Set(None),
        revoke_reason: Set(None),
        version: Set(item.version),
        ..Looks::of(&row, &item).columns()
    };
    change_seen(tx, &row, change).await?;
    say(tx, &row, &item, live, "shown again");
    Ok(())
}

/// Changes the place if it is still as it was read: the group may have taken it over, or its article may have gone.
async fn change_seen(
    tx: &mut SiteWrite<ManagePlaces>,
    row: &placement::Model,
    change: placement::ActiveModel,
) -> Result<()> {
    let push = row.push_id.map_or_else(
        || placement::Column::PushId.is_null(),
        |id| placement::Column::PushId.eq(id),
    );
    let as_read = placement::Column::Id
        .eq(row.id)
        .and(placement::Column::State.eq(&row.state))
        .and(push);
    match tx.update_where(change, as_read).await? {
        0 => Err(PLACE_STATE.into()),
        _ => Ok(()),
    }
}

async fn open(
    tx: &SiteWrite<ManagePlaces>,
    id: PlacementId,
    state: &str,
) -> Result<(placement::Model, library::Model)> {
    let (row, item) = query::find_place(tx, id).await?;
    tx.covers(ChannelId(row.channel_id))?;
    if row.state != state {
        return Err(PLACE_STATE.into());
    }
    Ok((row, item))
}

fn say(
    tx: &mut SiteWrite<ManagePlaces>,
    row: &placement::Model,
    item: &library::Model,
    live: bool,
    why: &str,
) {
    let uid = Uid(row.uid);
    let changed = EventBody::PlacementChanged {
        uid,
        version: item.version,
        channels: vec![ChannelId(row.channel_id)],
        live,
    };
    tx.emit_with(changed, &why);
    // Its files follow, and so does what the source revoked meanwhile.
    tx.emit_derived(EventBody::AuthorizationChanged { uid });
}
