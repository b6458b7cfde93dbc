//! Giving a draft up.

use super::act::{Act, advance, record, whole_site};
use super::entity::{ActiveModel, DRAFT, DROPPED};
use super::query;
use crate::permissions::DraftNotice;
use crate::refusals::NOT_DRAFT;
use kernel::{Result, Uid};
use sea_orm::Set;
use store::SiteWrite;

/// Puts a draft aside for good; it stays in the list.
///
/// # Errors
/// `notice.not_draft`; [`kernel::Error::Stale`] when somebody changes it at the same moment.
pub async fn drop_notice(tx: &mut SiteWrite<DraftNotice>, id: i64) -> Result<()> {
    whole_site(tx)?;
    let row = query::notice(tx, id).await?;
    if row.state != DRAFT {
        return Err(NOT_DRAFT.into());
    }
    let dropped = ActiveModel {
        state: Set(DROPPED.to_owned()),
        ..ActiveModel::default()
    };
    advance(tx, &row, dropped).await?;
    record(tx, row.id, Act::Dropped, "").await?;
    tx.audit("notice.dropped", &Uid(row.uid).to_string(), &row.title);
    Ok(())
}
