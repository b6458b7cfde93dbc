//! The second person's act: from now on the clock decides what visitors see.

use super::act::{Act, advance, as_seen, record, whole_site};
use super::entity::{self, ActiveModel, DRAFT, RELEASED};
use super::extend::answered;
use super::{TurnNotice, query};
use crate::permissions::ReleaseNotice;
use crate::refusals::{NOT_DRAFT, OVER, SAME_PERSON};
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::{PersonId, Result, Revision, Uid, beijing};
use sea_orm::Set;
use store::SiteWrite;

/// Releases exactly the text that was read. What should have begun already begins now.
///
/// # Errors
/// `notice.same_person`, `notice.not_draft`, `notice.over`; [`kernel::Error::Stale`].
pub async fn release_notice(
    tx: &mut SiteWrite<ReleaseNotice>,
    id: i64,
    seen: Revision,
) -> Result<entity::Model> {
    let person = whole_site(tx)?;
    let row = query::notice(tx, id).await?;
    let begins = may_release(&row, person, seen, tx.now())?;
    let released = ActiveModel {
        state: Set(RELEASED.to_owned()),
        begins_at: Set(Some(begins)),
        released_by: Set(Some(person.0)),
        released_by_name: Set(Some(tx.actor().label())),
        released_at: Set(Some(tx.now())),
        ..ActiveModel::default()
    };
    let row = advance(tx, &row, released).await?;
    record(tx, row.id, Act::Released, "").await?;
    for at in [begins, row.ends_at] {
        tx.enqueue(&TurnNotice { notice: row.id, at }).await?;
    }
    if let Some(old) = row.replaces_id {
        take_place_of(tx, old, begins).await?;
    }
    let told = serde_json::json!({ "begins": begins, "ends": row.ends_at, "reach": row.reach });
    let notice = Uid(row.uid);
    tx.emit_with(EventBody::NoticeReleased { notice }, &told);
    Ok(row)
}

/// When it begins, if this person may release it now.
fn may_release(
    row: &entity::Model,
    person: PersonId,
    seen: Revision,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>> {
    if row.state != DRAFT {
        return Err(NOT_DRAFT.into());
    }
    as_seen(row, seen)?;
    if [row.drafted_by, row.changed_by].contains(&person.0) {
        return Err(SAME_PERSON.into());
    }
    let begins = row.begins_at.map_or(now, |begins| begins.max(now));
    if row.ends_at <= begins {
        return Err(OVER.into());
    }
    Ok(begins)
}

/// The one before ends where this one begins, if it is still running then.
async fn take_place_of(tx: &mut SiteWrite<ReleaseNotice>, old: i64, begins: DateTime<Utc>) -> Result<()> {
    let old = query::notice(tx, old).await?;
    if !old.runs(begins) {
        return Ok(());
    }
    let cut = ActiveModel {
        ends_at: Set(begins),
        own_end: Set(Some(old.own_end.unwrap_or(old.ends_at))),
        ..answered()
    };
    advance(tx, &old, cut).await?;
    let note = format!("{} 起", beijing::minute(begins));
    record(tx, old.id, Act::Replaced, &note).await?;
    let (notice, at) = (old.id, begins);
    tx.enqueue(&TurnNotice { notice, at }).await
}
