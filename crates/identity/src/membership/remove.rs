//! Ending a post on this site.

use super::entity::{Column, Entity};
use crate::permissions::ManageMembers;
use crate::person::entity as person;
use crate::refusals::{NOT_YOURSELF, PLATFORM_ROLE};
use kernel::event::EventBody;
use kernel::{Error, MembershipId, Result, Role};
use sea_orm::ColumnTrait;
use store::SiteWrite;

/// Ends the post; the person's next request finds it gone.
///
/// # Errors
/// [`Error::NotFound`]; [`PLATFORM_ROLE`]; [`NOT_YOURSELF`] for the own post as administrator; faults.
pub async fn remove_member(tx: &mut SiteWrite<ManageMembers>, membership: MembershipId) -> Result<()> {
    let row = tx
        .find::<Entity>()
        .filter(Column::Id.eq(membership.0))
        .found()
        .await?;
    let role = Role::parse(&row.role).ok_or(Error::NotFound)?;
    if role == Role::PlatformAdmin {
        return Err(PLATFORM_ROLE.into());
    }
    if role == Role::SiteAdmin && tx.actor().person().is_some_and(|me| me.0 == row.person_id) {
        return Err(NOT_YOURSELF.into());
    }
    let person = tx
        .shared::<person::Entity>()
        .filter(person::Column::Id.eq(row.person_id))
        .found()
        .await?;
    tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
    tx.emit(EventBody::MembershipChanged {
        person: person.uid(),
        role,
    });
    Ok(())
}
