//! A later end: asked for by one person, released or sent back by another.

use super::act::{Act, advance, as_seen, record, whole_site};
use super::entity::{self, ActiveModel};
use super::{TurnNotice, query};
use crate::permissions::{DraftNotice, ReleaseNotice};
use crate::refusals::{EXTENSION_ASKED, EXTENSION_SAME_PERSON, NO_EXTENSION, NOT_RUNNING};
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::{Error, Permission, Result, Revision, Uid, beijing};
use sea_orm::Set;
use store::SiteWrite;

/// Asks for a later end.
///
/// # Errors
/// `notice.not_running`, `notice.extension_asked`; [`Error::Invalid`] of the field `until` for one that is not later;
/// [`Error::Stale`] when somebody changes it at the same moment.
pub async fn ask_extension(
    tx: &mut SiteWrite<DraftNotice>,
    id: i64,
    until: DateTime<Utc>,
    reason: &str,
) -> Result<()> {
    let person = whole_site(tx)?;
    let row = running(tx, id).await?;
    if row.extend_to.is_some() {
        return Err(EXTENSION_ASKED.into());
    }
    if until <= row.ends_at {
        return Err(Error::field("until", "延长后的结束时间应晚于原来的结束时间。"));
    }
    let asked = ActiveModel {
        extend_to: Set(Some(until)),
        extend_reason: Set(Some(reason.to_owned())),
        extend_by: Set(Some(person.0)),
        extend_by_name: Set(Some(tx.actor().label())),
        ..ActiveModel::default()
    };
    advance(tx, &row, asked).await?;
    let note = format!("至 {}：{reason}", beijing::minute(until));
    record(tx, row.id, Act::ExtensionAsked, &note).await?;
    tx.audit("notice.extension_asked", &Uid(row.uid).to_string(), &note);
    Ok(())
}

/// Moves the end to where another person asked it to be.
///
/// # Errors
/// `notice.not_running`, `notice.no_extension`, `notice.extension_same_person`; [`Error::Stale`].
pub async fn release_extension(tx: &mut SiteWrite<ReleaseNotice>, id: i64, seen: Revision) -> Result<()> {
    let person = whole_site(tx)?;
    let row = running(tx, id).await?;
    let Some(until) = row.extend_to else {
        return Err(NO_EXTENSION.into());
    };
    as_seen(&row, seen)?;
    if row.extend_by == Some(person.0) {
        return Err(EXTENSION_SAME_PERSON.into());
    }
    let moved = ActiveModel {
        ends_at: Set(until),
        own_end: Set(row.own_end.filter(|end| *end > until)),
        ..answered()
    };
    advance(tx, &row, moved).await?;
    let note = format!("至 {}", beijing::minute(until));
    record(tx, row.id, Act::Extended, &note).await?;
    let (notice, at) = (row.id, until);
    tx.enqueue(&TurnNotice { notice, at }).await?;
    let notice = Uid(row.uid);
    tx.emit_with(EventBody::NoticeExtended { notice }, &note);
    Ok(())
}

/// Sends the request back; who asked may take it back himself.
///
/// # Errors
/// `notice.no_extension`; [`Error::Stale`] when somebody changes it at the same moment.
pub async fn decline_extension<P: Permission>(tx: &mut SiteWrite<P>, id: i64) -> Result<()> {
    whole_site(tx)?;
    let row = query::notice(tx, id).await?;
    if row.extend_to.is_none() {
        return Err(NO_EXTENSION.into());
    }
    advance(tx, &row, answered()).await?;
    record(tx, row.id, Act::ExtensionDeclined, "").await?;
    tx.audit("notice.extension_declined", &Uid(row.uid).to_string(), &row.title);
    Ok(())
}

async fn running<P: Permission>(tx: &SiteWrite<P>, id: i64) -> Result<entity::Model> {
    let row = query::notice(tx, id).await?;
    if row.runs(tx.now()) {
        Ok(row)
    } else {
        Err(NOT_RUNNING.into())
    }
}

/// A notice without its request.
pub(super) fn answered() -> ActiveModel {
    ActiveModel {
        extend_to: Set(None),
        extend_reason: Set(None),
        extend_by: Set(None),
        extend_by_name: Set(None),
        ..ActiveModel::default()
    }
}
