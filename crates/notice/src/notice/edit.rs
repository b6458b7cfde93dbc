//! Changing a draft. Whoever changed it last counts as its author.

use super::act::{Act, advance, as_seen, record, whole_site};
use super::entity::{self, ActiveModel, DRAFT};
use super::{Wanted, query};
use crate::permissions::DraftNotice;
use crate::refusals::NOT_DRAFT;
use kernel::event::EventBody;
use kernel::{Error, Result, Revision, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Writes the draft anew; its kind and what it takes the place of stay.
///
/// # Errors
/// `notice.not_draft`; [`kernel::Error::Stale`].
pub async fn edit_notice(
    tx: &mut SiteWrite<DraftNotice>,
    id: i64,
    seen: Revision,
    wanted: &Wanted,
) -> Result<entity::Model> {
    let person = whole_site(tx)?;
    let row = query::notice(tx, id).await?;
    if row.state != DRAFT {
        return Err(NOT_DRAFT.into());
    }
    as_seen(&row, seen)?;
    if row.kind != wanted.kind.key() {
        return Err(Error::field("kind", "种类不能修改，请另行拟写。"));
    }
    let changed = ActiveModel {
        changed_by: Set(person.0),
        ..wanted.columns()
    };
    let row = advance(tx, &row, changed).await?;
    wanted.keep_sites(tx, row.id).await?;
    record(tx, row.id, Act::Edited, "").await?;
    let told = serde_json::json!({ "level": row.level, "title": row.title, "reach": row.reach });
    let notice = Uid(row.uid);
    tx.emit_with(EventBody::NoticeDrafted { notice }, &told);
    Ok(row)
}
