//! Ending a notice before its time: one person suffices, and it is written down who and why.

use super::act::{Act, advance, record, whole_site};
use super::entity::{ActiveModel, Column, ENDED, Entity, Model, RELEASED};
use super::{TurnNotice, query};
use crate::permissions::EndNotice;
use crate::refusals::NOT_RUNNING;
use kernel::event::EventBody;
use kernel::{Result, Uid, beijing};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Takes it from the pages, or cancels it before it began.
///
/// # Errors
/// `notice.not_running`; [`kernel::Error::Stale`] when somebody changes it at the same moment.
pub async fn end_notice(tx: &mut SiteWrite<EndNotice>, id: i64, reason: &str) -> Result<()> {
    whole_site(tx)?;
    let now = tx.now();
    let row = query::notice(tx, id).await?;
    if !row.runs(now) {
        return Err(NOT_RUNNING.into());
    }
    let ended = ActiveModel {
        state: Set(ENDED.to_owned()),
        ended_at: Set(Some(now)),
        extend_to: Set(None),
        ..ActiveModel::default()
    };
    advance(tx, &row, ended).await?;
    if row.shows(now) {
        record(tx, row.id, Act::EndedEarly, reason).await?;
    } else {
        record(tx, row.id, Act::Cancelled, reason).await?;
        restore(tx, &row).await?;
    }
    let notice = Uid(row.uid);
    tx.emit_with(EventBody::NoticeEnded { notice }, &reason);
    Ok(())
}

/// What was never replaced goes on to its own end, or to the next notice that is to take its place.
async fn restore(tx: &mut SiteWrite<EndNotice>, cancelled: &Model) -> Result<()> {
    let Some(old) = cancelled.replaces_id else {
        return Ok(());
    };
    let old = query::notice(tx, old).await?;
    let Some(own_end) = old.own_end.filter(|_| old.runs(tx.now())) else {
        return Ok(());
    };
    let others = tx
        .find::<Entity>()
        .filter(Column::ReplacesId.eq(old.id))
        .filter(Column::State.eq(RELEASED))
        .all()
        .await?;
    let next = others.iter().filter_map(|row| row.begins_at).min();
    let at = next.map_or(own_end, |next| next.min(own_end));
    if at <= old.ends_at {
        return Ok(());
    }
    let restored = ActiveModel {
        ends_at: Set(at),
        own_end: Set(next.map(|_| own_end)),
        ..ActiveModel::default()
    };
    advance(tx, &old, restored).await?;
    let note = format!("至 {}", beijing::minute(at));
    record(tx, old.id, Act::Restored, &note).await?;
    let (id, notice) = (old.id, Uid(old.uid));
    tx.enqueue(&TurnNotice { notice: id, at }).await?;
    tx.emit_with(EventBody::NoticeExtended { notice }, &note);
    Ok(())
}
