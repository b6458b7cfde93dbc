//! Who writes for which unit: seats at boxes.

use super::member::{self, SEAT};
use super::query;
use crate::permissions::ManageBoxes;
use crate::refusals::{BOX_SEATED, BOX_UNIT_HAS_SITE};
use gateway::staff::Colleague;
use kernel::{BoxMemberId, Result, UnitId};
use sea_orm::{ColumnTrait, Set};
use store::{OnUnique, SiteWrite};

/// Gives a person a seat at the box of a unit that has no site. The caller has looked at the person's post.
///
/// # Errors
/// `box.unit_has_site`, `box.seated`.
pub async fn add_member(
    tx: &mut SiteWrite<ManageBoxes>,
    unit: UnitId,
    who: &Colleague,
) -> Result<member::Model> {
    let units = query::units_without_site(tx).await?;
    let unit = units.into_iter().find(|row| row.id == unit.0);
    let unit = unit.ok_or(BOX_UNIT_HAS_SITE)?;
    let row = member::ActiveModel {
        unit_id: Set(unit.id),
        person_id: Set(who.person.0),
        person_name: Set(who.name.clone()),
        added_by_name: Set(tx.actor().label()),
        added_at: Set(tx.now()),
        ..member::ActiveModel::default()
    };
    let made = tx.insert(row).await.on_unique(SEAT, || BOX_SEATED)?;
    let detail = serde_json::json!({ "unit": unit.key });
    tx.audit("box.member_added", &who.person.to_string(), &detail);
    Ok(made)
}

/// Ends a seat. What the person wrote stays in the box.
///
/// # Errors
/// [`kernel::Error::NotFound`] for a seat of another site.
pub async fn remove_member(tx: &mut SiteWrite<ManageBoxes>, id: BoxMemberId) -> Result<()> {
    let wanted = member::Column::Id.eq(id.0);
    let seat = tx.find::<member::Entity>().filter(wanted.clone()).found().await?;
    tx.delete_where::<member::Entity>(wanted).await?;
    let detail = serde_json::json!({ "unit": seat.unit_id });
    tx.audit("box.member_removed", &seat.person_id.to_string(), &detail);
    Ok(())
}
