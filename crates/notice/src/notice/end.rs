//! Ending a notice before its time: one person suffices, and it is written down who and why.

use super::act::{Act, record, whole_site};
use super::entity::{ActiveModel, ENDED};
use super::query;
use crate::permissions::EndNotice;
use crate::refusals::NOT_RUNNING;
use kernel::event::EventBody;
use kernel::{Result, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Takes it from the pages, or cancels it before it began.
///
/// # Errors
/// `notice.not_running`.
pub async fn end_notice(tx: &mut SiteWrite<EndNotice>, id: i64, reason: &str) -> Result<()> {
    whole_site(tx)?;
    let now = tx.now();
    let row = query::notice(tx, id).await?;
    if !row.runs(now) {
        return Err(NOT_RUNNING.into());
    }
    let ended = ActiveModel {
        id: Set(row.id),
        state: Set(ENDED.to_owned()),
        revision: Set(row.revision + 1),
        ended_at: Set(Some(now)),
        extend_to: Set(None),
        ..ActiveModel::default()
    };
    tx.update(ended).await?;
    let what = if row.shows(now) {
        Act::EndedEarly
    } else {
        Act::Cancelled
    };
    record(tx, row.id, what, reason).await?;
    let notice = Uid(row.uid);
    tx.emit_with(EventBody::NoticeEnded { notice }, &reason);
    Ok(())
}
