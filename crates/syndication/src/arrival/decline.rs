//! Declining an arrival.

use super::take::decide;
use super::{State, query};
use crate::desk::Reason;
use crate::permissions::WorkArrivals;
use kernel::{ChannelId, Result};
use store::SiteWrite;

/// Declines a waiting arrival; later changes of its source do not bring it back.
///
/// # Errors
/// `arrival.decided`; [`kernel::Error::Forbidden`] outside the grant's channels.
pub async fn decline_arrival(tx: &mut SiteWrite<WorkArrivals>, id: i64, reason: &Reason) -> Result<()> {
    let (_, its) = query::find(tx, id).await?;
    tx.covers(ChannelId(its.channel_id))?;
    decide(tx, id, State::Declined, reason.as_str()).await?;
    let detail = serde_json::json!({ "source": its.url, "reason": reason.as_str() });
    tx.audit("arrival.declined", &format!("arrival {id}"), &detail);
    Ok(())
}
