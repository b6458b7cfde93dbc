//! Whose account an administrator may reach.

use crate::refusals::PLATFORM_ACCOUNT;
use kernel::{Actor, PersonId, Result};
use store::HubRead;

/// A link to a new password, another mail address or another way of signing in leads into an account, and closing it takes
/// its holder's eyes away: no administrator does either to another platform administrator, else three persons would be
/// one. The command line does.
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
