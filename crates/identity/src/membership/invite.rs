//! A site administrator opens an account and gives it its first post, all or nothing.

use super::appoint::give;
use crate::invitation::{self, Purpose};
use crate::permissions::ManageMembers;
use crate::person::entity::Model as Person;
use crate::person::{NewPerson, create_person};
use crate::refusals::PLATFORM_ROLE;
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::{Granted, Result, Role};
use store::HubWrite;

/// Answers the person and the one-time token. Accounts belong to the whole group, so the hub's door is needed; the
/// grant says on which site the post may stand.
///
/// # Errors
/// [`PLATFORM_ROLE`], [`crate::refusals::ACCOUNT_TAKEN`]; faults.
pub async fn invite_member(
    tx: &mut HubWrite,
    by: &Granted<ManageMembers>,
    new: NewPerson,
    role: Role,
    expires_at: DateTime<Utc>,
) -> Result<(Person, String)> {
    if role == Role::PlatformAdmin {
        return Err(PLATFORM_ROLE.into());
    }
    let person = create_person(tx, by.site(), new).await?;
    give(tx, by.site(), person.id, role).await?;
    let token = invitation::issue(tx, &person, Purpose::Invite, expires_at).await?;
    tx.emit(
        by.site(),
        EventBody::MembershipChanged {
            person: person.uid(),
            role,
        },
    );
    Ok((person, token))
}
