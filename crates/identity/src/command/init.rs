//! `zisha init`: the first platform administrator, by a one-time link. There is no default password.

use super::portal::granted;
use crate::Identity;
use crate::invitation::{self, Purpose};
use crate::membership::{appoint, entity};
use crate::permissions::ManagePeople;
use crate::person::{NewPerson, create_account};
use crate::refusals::ALREADY_INITIALISED;
use kernel::{Granted, Result, Role};
use sea_orm::ColumnTrait;

/// Opens the account and answers the link's path on the portal.
///
/// # Errors
/// [`ALREADY_INITIALISED`], [`crate::refusals::NO_PORTAL`], [`crate::refusals::ACCOUNT_TAKEN`]; faults.
pub async fn init_administrator(identity: &Identity, account: &str) -> Result<String> {
    let new = NewPerson::parse(account, Role::PlatformAdmin.title(), "")?;
    let by: Granted<ManagePeople> = granted(&identity.hub.read(), "init").await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    let administrators = entity::Column::Role.eq(Role::PlatformAdmin.key());
    if tx
        .find::<entity::Entity>()
        .filter(administrators)
        .exists()
        .await?
    {
        return Err(ALREADY_INITIALISED.into());
    }
    let person = create_account(&mut tx, by.site(), new).await?;
    appoint(&mut tx, &by, by.site(), person.person(), Role::PlatformAdmin).await?;
    let until = identity.now() + identity.settings.invitation;
    let token = invitation::issue(&mut tx, &person, Purpose::Invite, until).await?;
    tx.commit().await?;
    Ok(invitation::path(&token))
}
