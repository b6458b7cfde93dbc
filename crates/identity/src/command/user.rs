//! `zisha user add|link|reset|suspend|restore`.

use super::portal::{granted, person};
use crate::Identity;
use crate::invitation::{self, Purpose};
use crate::membership::appoint;
use crate::permissions::ManagePeople;
use crate::person::{
    NAME_TAKEN, NewPerson, create_account, link_person, reset_password, restore_person, suspend_person,
};
use chrono::{DateTime, Utc};
use kernel::{Granted, Result, Role, SiteId, Uid};
use sea_orm::ColumnTrait;
use store::audit::entity as audit;

/// Refused sign-ins that are looked through.
const REFUSED: u64 = 500;

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

/// Says that an account of this box is the portal's person of that uid, who signs in to it from now on.
///
/// # Errors
/// [`crate::refusals::NO_SUCH_ACCOUNT`], [`crate::refusals::KNOWN_HERE`]; faults.
pub async fn user_link(identity: &Identity, account: &str, uid: Uid) -> Result<()> {
    let (by, person) = person(identity, account).await?;
    let mut tx = identity.hub.write(by.actor().clone()).await?;
    link_person(&mut tx, &by, person.person(), uid).await?;
    tx.commit().await
}

/// Who of the portal was refused here because of this account's name: uid and time, the last first.
///
/// # Errors
/// [`crate::refusals::NO_SUCH_ACCOUNT`]; faults.
pub async fn user_refused(identity: &Identity, account: &str) -> Result<Vec<(Uid, DateTime<Utc>)>> {
    let (_, person) = person(identity, account).await?;
    let db = identity.hub.read();
    let rows = db
        .find::<audit::Entity>()
        .filter(audit::Column::Action.eq(NAME_TAKEN))
        .desc(audit::Column::Id)
        .limit(REFUSED)
        .all()
        .await?;
    let mut found: Vec<(Uid, DateTime<Utc>)> = Vec::new();
    for row in rows {
        let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
        let uid: Option<Uid> = row.subject.parse().ok();
        let uid = uid.filter(|_| detail["account"] == person.account.as_str());
        if let Some(uid) = uid.filter(|uid| !found.iter().any(|(known, _)| known == uid)) {
            found.push((uid, row.at));
        }
    }
    Ok(found)
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
