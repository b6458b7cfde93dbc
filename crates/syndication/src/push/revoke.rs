//! Taking a push back. What stands by a rule of its own stays; the rest is taken down.

use super::entity::{self, ACTIVE, REVOKED};
use super::query;
use super::scope::whole_site;
use crate::authorization::Reason;
use crate::permissions::PushDown;
use crate::refusals::PUSH_ENDED;
use kernel::event::EventBody;
use kernel::{Result, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Revokes a push; visitors read the reason at the places.
///
/// # Errors
/// `push.ended`; [`kernel::Error::NotFound`].
pub async fn revoke_push(tx: &mut SiteWrite<PushDown>, id: i64, reason: &Reason) -> Result<()> {
    whole_site(tx)?;
    let push = query::find_push(tx, id).await?;
    if push.state != ACTIVE {
        return Err(PUSH_ENDED.into());
    }
    let row = entity::ActiveModel {
        id: Set(push.id),
        state: Set(REVOKED.into()),
        revoked_at: Set(Some(tx.now())),
        revoke_reason: Set(reason.as_str().into()),
        ended: Set(push.id),
        ..Default::default()
    };
    tx.update(row).await?;
    let uid = Uid(push.uid);
    tx.emit_with(EventBody::PushChanged { uid }, &reason.as_str());
    Ok(())
}
