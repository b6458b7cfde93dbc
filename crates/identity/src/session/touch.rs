//! Somebody is still there.

use super::entity::{ActiveModel, Column, Model};
use crate::settings::Settings;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::{ColumnTrait, Set};
use store::HubStore;

/// Writes down the last request, at most once a minute, for all sessions of the sign-in: whoever works on one site
/// is not asked for the password on the next. Answers whether it wrote.
///
/// It opens its own transaction: nothing else belongs to it, and most requests need none.
///
/// # Errors
/// Faults.
pub async fn touch(hub: &HubStore, settings: &Settings, session: &Model, now: DateTime<Utc>) -> Result<bool> {
    if now - session.seen_at < settings.touch_every {
        return Ok(false);
    }
    let mut tx = hub.write(kernel::Actor::Public).await?;
    tx.exempt("session")?;
    let row = ActiveModel {
        seen_at: Set(now),
        ..Default::default()
    };
    // A session that ran out idle beside must stay out.
    let live = sea_orm::Condition::all()
        .add(Column::GroupSession.eq(&session.group_session))
        .add(Column::SeenAt.gt(now - settings.idle));
    tx.update_where(row, live).await?;
    tx.commit().await?;
    Ok(true)
}
