//! Ending a rule. What it placed stays and still follows its source.

use super::entity::{self, ACTIVE, ENDED};
use crate::permissions::ManageRules;
use kernel::event::EventBody;
use kernel::{Error, Result, RuleId};
use sea_orm::{ColumnTrait, ExprTrait, Set};
use store::SiteWrite;

/// Ends a rule of this site. What works by a consent of its source is left by [`crate::share::leave_request`].
///
/// # Errors
/// [`Error::NotFound`] when there is no such rule at work.
pub async fn end_rule(tx: &mut SiteWrite<ManageRules>, id: RuleId) -> Result<()> {
    let row = entity::ActiveModel {
        state: Set(ENDED.into()),
        ..Default::default()
    };
    let at_work = entity::Column::Id
        .eq(id.0)
        .and(entity::Column::State.eq(ACTIVE))
        .and(entity::Column::ConsentId.is_null());
    if tx.update_where(row, at_work).await? == 0 {
        return Err(Error::NotFound);
    }
    tx.emit(EventBody::RuleChanged);
    Ok(())
}
