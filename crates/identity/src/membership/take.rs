//! Ending a post.

use super::entity::{Column, Entity};
use super::give::{GivesPosts, TURN, may_give, tell};
use crate::permissions::ManageMembers;
use crate::person::query;
use crate::refusals::{LAST_ADMINISTRATOR, NOT_TO_YOURSELF, NOT_YOURSELF};
use kernel::{Error, Granted, MembershipId, PersonId, Result, Role, SiteId};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;
use store::HubWrite;

/// Ends a post of a person, on any site; the person's next request finds it gone.
///
/// # Errors
/// [`NOT_YOURSELF`], [`LAST_ADMINISTRATOR`]; as for giving it; [`Error::NotFound`]; faults.
pub async fn dismiss<P: GivesPosts>(
    tx: &mut HubWrite,
    by: &Granted<P>,
    person: PersonId,
    membership: MembershipId,
) -> Result<()> {
    let theirs = Condition::all()
        .add(Column::Id.eq(membership.0))
        .add(Column::PersonId.eq(person.0));
    take(tx, by, theirs).await
}

/// Ends a post on the grant's own site.
///
/// # Errors
/// As [`dismiss`].
pub async fn remove_member(
    tx: &mut HubWrite,
    by: &Granted<ManageMembers>,
    membership: MembershipId,
) -> Result<()> {
    let here = Condition::all()
        .add(Column::Id.eq(membership.0))
        .add(Column::SiteId.eq(by.site().0));
    take(tx, by, here).await
}

async fn take<P: GivesPosts>(tx: &mut HubWrite, by: &Granted<P>, which: Condition) -> Result<()> {
    tx.in_turn(TURN).await?;
    let row = tx.find::<Entity>().filter(which).found().await?;
    let role = Role::parse(&row.role).ok_or(Error::NotFound)?;
    let (site, holder) = (SiteId(row.site_id), PersonId(row.person_id));
    may_give(tx, by, site, role, holder)
        .await
        .map_err(|error| match error {
            Error::Refused(refusal) if refusal == NOT_TO_YOURSELF => NOT_YOURSELF.into(),
            other => other,
        })?;
    if role.is_platform() && super::query::is_last(tx, role, holder).await? {
        return Err(LAST_ADMINISTRATOR.into());
    }
    let person = query::by_id(tx, holder).await?;
    tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
    tell(
        tx,
        &person,
        site,
        role,
        &json!({ "deed": "ended", "role": role.key() }),
    );
    Ok(())
}
