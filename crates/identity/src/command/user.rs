//! `zisha user add|reset|suspend|restore`.

use super::portal::{granted, person};
use crate::Identity;
use crate::invitation::{self, Purpose};
use crate::membership::appoint;
use crate::permissions::ManagePeople;
use crate::person::{NewPerson, create_account, reset_password, restore_person, suspend_person};
use kernel::{Granted, Result, Role, SiteId};

/// Opens an account with posts and answers the one-time link's path on the portal.
///
/// # Errors
/// [`kernel::Error::Invalid`], [`crate::refusals::ACCOUNT_TAKEN`], [`crate::refusals::PLATFORM_ROLE`]; faults.
pub async fn user_add(identity: &Identity, new: NewPerson, posts: &[(SiteId, Role)]) -> Result<String> {
    let by: Granted<ManagePeople> = granted(&identity.hub.read(), "user").await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    let person = create_account(&mut tx, by.site(), new).await?;
    for (site, role) in posts {
        appoint(&mut tx, &by, *site, person.person(), *role).await?;
    }
    let until = identity.now() + identity.settings.invitation;
    let token = invitation::issue(&mut tx, &person, Purpose::Invite, until).await?;
    tx.commit().await?;
    Ok(invitation::path(&token))
}

/// Resets a password and answers the one-time link's path on the portal.
///
/// # Errors
/// [`crate::refusals::NO_SUCH_ACCOUNT`]; faults.
pub async fn user_reset(identity: &Identity, account: &str) -> Result<String> {
    let (by, person) = person(identity, account).await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    let until = identity.now() + identity.settings.reset;
    let (_, token) = reset_password(&mut tx, &by, person.person(), until).await?;
    tx.commit().await?;
    Ok(invitation::path(&token))
}

/// Closes an account.
///
/// # Errors
/// [`crate::refusals::NO_SUCH_ACCOUNT`], [`crate::refusals::LAST_ADMINISTRATOR`]; faults.
pub async fn user_suspend(identity: &Identity, account: &str) -> Result<()> {
    let (by, person) = person(identity, account).await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    suspend_person(&mut tx, &by, person.person()).await?;
    tx.commit().await
}

/// Opens a closed account again.
///
/// # Errors
/// [`crate::refusals::NO_SUCH_ACCOUNT`]; faults.
pub async fn user_restore(identity: &Identity, account: &str) -> Result<()> {
    let (by, person) = person(identity, account).await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    restore_person(&mut tx, &by, person.person()).await?;
    tx.commit().await
}
