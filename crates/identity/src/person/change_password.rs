//! Somebody changes the own password.

use super::entity::{ActiveModel, Model};
use crate::session;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::Set;
use store::HubWrite;

/// Stores the hash of the new password and ends every other sign-in of the person. Whoever calls has checked the
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
    session::end_person(tx, person.person(), keep).await?;
    tx.audit(
        None,
        "person.password_changed",
        &person.uid().to_string(),
        &serde_json::Value::Null,
    );
    Ok(())
}

pub(crate) async fn store_hash(
    tx: &mut HubWrite,
    person: &Model,
    hash: String,
    now: DateTime<Utc>,
) -> Result<()> {
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
