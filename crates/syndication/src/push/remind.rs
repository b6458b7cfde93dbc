//! Reminding the sites that do not show a pushed article yet.

use super::entity::{ACTIVE, target};
use super::query;
use crate::permissions::PushDown;
use crate::refusals::{NOBODY_MISSING, PUSH_ENDED};
use kernel::event::EventBody;
use kernel::{Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Reminds every site that still lacks it; their editors see it under 收到的下发. Answers how many.
///
/// # Errors
/// `push.ended`, `push.nobody_missing`; [`kernel::Error::NotFound`].
pub async fn remind_sites(tx: &mut SiteWrite<PushDown>, id: i64) -> Result<u64> {
    tx.whole_site()?;
    let push = query::find_push(tx, id).await?;
    if push.state != ACTIVE {
        return Err(PUSH_ENDED.into());
    }
    let reminded = target::ActiveModel {
        reminded_at: Set(Some(tx.now())),
        reminded_by: Set(tx.actor().label()),
        ..Default::default()
    };
    let missing = target::Column::PushId
        .eq(push.id)
        .and(target::Column::ShownAt.is_null());
    let count = tx.update_where(reminded, missing).await?;
    if count == 0 {
        return Err(NOBODY_MISSING.into());
    }
    // The projection tries once more, too.
    let uid = Uid(push.uid);
    tx.emit_with(EventBody::PushChanged { uid }, &format!("{count} sites reminded"));
    Ok(count)
}
