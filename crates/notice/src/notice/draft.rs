//! Writing a notice. Nobody sees it until another person releases it.

use super::act::{Act, record, whole_site};
use super::entity::{self, ActiveModel, DRAFT};
use super::{Wanted, query};
use crate::permissions::DraftNotice;
use crate::refusals::NOT_RUNNING;
use kernel::event::EventBody;
use kernel::{Result, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Lays a draft before the others.
///
/// # Errors
/// [`kernel::Error::Forbidden`] for a post that is for some channels alone; `notice.not_running` when it is to take the
/// place of one that is over.
pub async fn draft_notice(tx: &mut SiteWrite<DraftNotice>, wanted: &Wanted) -> Result<entity::Model> {
    let person = whole_site(tx)?;
    if let Some(old) = wanted.replaces
        && !query::notice(tx, old).await?.runs(tx.now())
    {
        return Err(NOT_RUNNING.into());
    }
    let uid = Uid::at(tx.now());
    let row = ActiveModel {
        uid: Set(uid.0),
        state: Set(DRAFT.to_owned()),
        revision: Set(1),
        drafted_by: Set(person.0),
        drafted_by_name: Set(tx.actor().label()),
        drafted_at: Set(tx.now()),
        changed_by: Set(person.0),
        replaces_id: Set(wanted.replaces),
        ..wanted.columns()
    };
    let row = tx.insert(row).await?;
    wanted.keep_sites(tx, row.id).await?;
    record(tx, row.id, Act::Drafted, "").await?;
    let told =
        serde_json::json!({ "kind": row.kind, "level": row.level, "title": row.title, "reach": row.reach });
    tx.emit_with(EventBody::NoticeDrafted { notice: uid }, &told);
    Ok(row)
}
