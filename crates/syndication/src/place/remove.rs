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
use sea_orm::{ColumnTrait, Set};
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
        id: Set(row.id),
        state: Set(REMOVED.into()),
        revoked_at: Set(Some(tx.now())),
        revoke_reason: Set(Some(reason.as_str().into())),
        held_version: Set(None),
        ..Default::default()
    };
    tx.update(change).await?;
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
        id: Set(row.id),
        state: Set(if live { LIVE } else { WITHDRAWN }.into()),
        revoked_at: Set(None),
        revoke_reason: Set(None),
        version: Set(item.version),
        ..Looks::of(&row, &item).columns()
    };
    tx.update(change).await?;
    say(tx, &row, &item, live, "shown again");
    Ok(())
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
