//! Somebody changes the own password.

use super::entity::{ActiveModel, Model};
use crate::notice::{self, Letterhead};
use crate::settings::Settings;
use crate::{factor, invitation, session};
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::Set;
use store::HubWrite;

/// Stores the hash of the new password and ends every other sign-in of the person, every unused link and a secret that waits
/// to be confirmed. Whoever calls has checked the
/// current password, which takes longer than a transaction may last.
///
/// # Errors
/// Faults.
pub async fn change_password(
    tx: &mut HubWrite,
    person: &Model,
    hash: String,
    keep: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    store_hash(tx, person, hash, now).await?;
    // Keys that lie about: links in a mailbox, a secret on another screen.
    invitation::revoke_all(tx, person.id).await?;
    factor::totp::forget_pending(tx, person).await?;
    session::end_person(tx, person.person(), keep).await?;
    tx.audit(
        None,
        "person.password_changed",
        &person.uid().to_string(),
        &serde_json::Value::Null,
    );
    Ok(())
}

/// Tells the owner by mail, whoever did it.
///
/// # Errors
/// Faults.
pub async fn tell_of_change(
    tx: &mut HubWrite,
    settings: &Settings,
    person: &Model,
    at: DateTime<Utc>,
) -> Result<()> {
    if person.mail().is_none() {
        return Ok(());
    }
    let head = Letterhead::load(tx, settings, None).await?;
    mail::send(tx, &notice::password_changed(&head, person, at)).await
}

pub(crate) async fn store_hash(
    tx: &mut HubWrite,
    person: &Model,
    hash: String,
    now: DateTime<Utc>,
) -> Result<()> {
    if let Some(former) = &person.password_hash {
        crate::password::history::remember(tx, person.id, former, now).await?;
    }
    let row = ActiveModel {
        id: Set(person.id),
        password_hash: Set(Some(hash)),
        must_change_password: Set(false),
        password_changed_at: Set(Some(now)),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(())
}
