//! Taking a push back. What stands by a rule of its own stays; the rest is taken down.

use super::entity::{self, ACTIVE, REVOKED};
use super::query;
use crate::authorization::Reason;
use crate::permissions::PushDown;
use crate::refusals::PUSH_ENDED;
use kernel::event::EventBody;
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Revokes a push; visitors read the reason at the places.
///
/// # Errors
/// `push.ended`; [`kernel::Error::NotFound`].
pub async fn revoke_push(tx: &mut SiteWrite<PushDown>, id: i64, reason: &Reason) -> Result<()> {
    tx.whole_site()?;
    let push = query::find_push(tx, id).await?;
    if push.state != ACTIVE {
        return Err(PUSH_ENDED.into());
    }
    let row = entity::ActiveModel {
        state: Set(REVOKED.into()),
        revoked_at: Set(Some(tx.now())),
        revoke_reason: Set(reason.as_str().into()),
        ended: Set(push.id),
        ..Default::default()
    };
    let stands = entity::Column::Id
        .eq(push.id)
        .and(entity::Column::State.eq(ACTIVE));
    if tx.update_where(row, stands).await? == 0 {
        return Err(PUSH_ENDED.into());
    }
    let uid = Uid(push.uid);
    tx.emit_with(EventBody::PushChanged { uid }, &reason.as_str());
    Ok(())
}
