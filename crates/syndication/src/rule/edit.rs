//! Changing a rule. It works so from now on; what it placed before keeps its looks.

use super::entity::{self, ACTIVE};
use super::{Mode, Terms};
use crate::permissions::ManageRules;
use kernel::event::EventBody;
use kernel::{Result, RuleId};
use sea_orm::{ColumnTrait, Set};
use store::SiteWrite;

/// Gives a rule of this site another mode and other terms.
///
/// # Errors
/// [`kernel::Error::NotFound`] when there is no such rule at work.
pub async fn edit_rule(
    tx: &mut SiteWrite<ManageRules>,
    id: RuleId,
    mode: Mode,
    terms: &Terms,
) -> Result<entity::Model> {
    let rule = tx
        .find::<entity::Entity>()
        .filter(entity::Column::Id.eq(id.0))
        .filter(entity::Column::State.eq(ACTIVE))
        .found()
        .await?;
    let change = entity::ActiveModel {
        id: Set(rule.id),
        mode: Set(mode.key().into()),
        edited: Set(rule.edited || tx.actor().person().is_some()),
        ..terms.columns()
    };
    let changed = tx.update(change).await?;
    tx.emit_with(EventBody::RuleChanged, &format!("rule {id}"));
    Ok(changed)
}
