//! Merging (合并): pieces of several units become part of one that was taken. All of them are credited.

use super::adopt::{covers, decide};
use super::{State, entity};
use crate::permissions::WorkDesk;
use crate::refusals::{MERGE_LEAD, MERGE_NOTHING};
use kernel::event::EventBody;
use kernel::{DeskItemId, Result, Uid};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Merges waiting lines into `lead`, which must have been taken.
///
/// # Errors
/// `desk.merge_nothing`, `desk.merge_lead`, `desk.decided`; [`kernel::Error::Forbidden`] outside the grant's channels.
pub async fn merge_items(
    tx: &mut SiteWrite<WorkDesk>,
    lead: DeskItemId,
    others: &[DeskItemId],
) -> Result<()> {
    let find = async |tx: &SiteWrite<WorkDesk>, id: DeskItemId| {
        tx.find::<entity::Entity>()
            .filter(entity::Column::Id.eq(id.0))
            .found()
            .await
    };
    let lead = find(tx, lead).await?;
    if !matches!(lead.state(), State::Taken | State::Edited) {
        return Err(MERGE_LEAD.into());
    }
    let others: Vec<&DeskItemId> = others.iter().filter(|id| id.0 != lead.id).collect();
    if others.is_empty() {
        return Err(MERGE_NOTHING.into());
    }
    for id in others {
        let line = find(tx, *id).await?;
        covers(tx, &line)?;
        decide(tx, *id, State::Merged, "").await?;
        let row = entity::ActiveModel {
            id: Set(line.id),
            merged_into: Set(Some(lead.id)),
            overtaken_by: Set(Some(lead.title.clone())),
            ..Default::default()
        };
        tx.update(row).await?;
        let decided = EventBody::SubmissionDecided {
            uid: Uid(line.uid),
            adopted: true,
        };
        tx.emit_with(
            decided,
            &serde_json::json!({ "merged_into": lead.uid.to_string() }),
        );
    }
    Ok(())
}
