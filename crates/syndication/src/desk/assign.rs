//! Proposing a channel (指定栏目) for what waits; taking it later asks for nothing more.

use super::adopt::covers;
use super::{State, entity};
use crate::permissions::WorkDesk;
use crate::refusals::DECIDED;
use content::channel::entity as channel;
use content::refusals::CHANNEL_CLOSED;
use kernel::{ChannelId, DeskItemId, Result};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Assigns a channel to a waiting line.
///
/// # Errors
/// `desk.decided`, `channel.closed`; [`kernel::Error::NotFound`] for a line or channel of another site.
pub async fn assign_channel(tx: &mut SiteWrite<WorkDesk>, id: DeskItemId, into: ChannelId) -> Result<()> {
    tx.covers(into)?;
    let named = channel::Column::Id.eq(into.0);
    let channel = tx.find::<channel::Entity>().filter(named).found().await?;
    if channel.state != "open" {
        return Err(CHANNEL_CLOSED.into());
    }
    let line = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .found()
        .await?;
    covers(tx, &line)?;
    let row = entity::ActiveModel {
        channel_id: Set(Some(into.0)),
        ..Default::default()
    };
    let waiting = entity::Column::Id
        .eq(id.0)
        .and(entity::Column::State.eq(State::Waiting.key()));
    if tx.update_where(row, waiting).await? == 0 {
        return Err(DECIDED.into());
    }
    let detail = serde_json::json!({ "channel": channel.slug });
    tx.audit("desk.channel_assigned", &line.uid.to_string(), &detail);
    Ok(())
}
