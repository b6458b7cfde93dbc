//! Opening an arrival, and having looked at what its source changed.

use super::{entity, query};
use crate::permissions::WorkArrivals;
use kernel::{ChannelId, Result};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Notes that an editor opened it; only the first time counts.
///
/// # Errors
/// [`kernel::Error::NotFound`]; [`kernel::Error::Forbidden`] outside the grant's channels.
pub async fn see_arrival(tx: &mut SiteWrite<WorkArrivals>, id: i64) -> Result<()> {
    let (_, its) = query::find(tx, id).await?;
    tx.covers(ChannelId(its.channel_id))?;
    let row = entity::ActiveModel {
        seen_at: Set(Some(tx.now())),
        ..entity::ActiveModel::default()
    };
    let unseen = entity::Column::Id.eq(id).and(entity::Column::SeenAt.is_null());
    tx.update_where(row, unseen).await?;
    tx.exempt("source")
}

/// Takes the flag off: somebody compared the site's text with what the source changed.
///
/// # Errors
/// [`kernel::Error::NotFound`]; [`kernel::Error::Forbidden`] outside the grant's channels.
pub async fn acknowledge_arrival(tx: &mut SiteWrite<WorkArrivals>, id: i64) -> Result<()> {
    let (_, its) = query::find(tx, id).await?;
    tx.covers(ChannelId(its.channel_id))?;
    let row = entity::ActiveModel {
        id: Set(id),
        newer: Set(false),
        ..entity::ActiveModel::default()
    };
    tx.update(row).await?;
    let detail = serde_json::json!({ "source": its.url });
    tx.audit("arrival.acknowledged", &format!("arrival {id}"), &detail);
    Ok(())
}
