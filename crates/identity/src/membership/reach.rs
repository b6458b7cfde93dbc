//! Whose account an administrator may reach.

use crate::refusals::PLATFORM_ACCOUNT;
use kernel::{Actor, PersonId, Result};
use store::HubRead;

/// A link to a new password, or another mail address, is a way into an account: no administrator has one into the account
/// of another platform administrator, else three persons would be one. The command line has it.
///
/// # Errors
/// [`PLATFORM_ACCOUNT`]; faults.
pub async fn check_reach(db: &HubRead, actor: &Actor, person: PersonId) -> Result<()> {
    let Some(me) = actor.person() else {
        return Ok(());
    };
    let posts = super::query::of_person(db, person).await?;
    if me != person && posts.iter().any(|post| post.role.is_platform()) {
        return Err(PLATFORM_ACCOUNT.into());
    }
    Ok(())
}
