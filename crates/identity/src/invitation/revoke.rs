//! Taking an unused link back, and making a new one for somebody who has not used his.

use super::{Purpose, issue, revoke_all};
use crate::permissions::ManagePeople;
use crate::person::entity::Model as Person;
use crate::person::query;
use crate::refusals::{HAS_PASSWORD, NO_INVITATION};
use chrono::{DateTime, Utc};
use kernel::{Granted, PersonId, Result};
use store::HubWrite;

/// Takes every unused link of a person back.
///
/// # Errors
/// [`NO_INVITATION`], `person.platform_account`; [`kernel::Error::NotFound`]; faults.
pub async fn revoke(tx: &mut HubWrite, by: &Granted<ManagePeople>, person: PersonId) -> Result<()> {
    crate::membership::check_reach(tx, by.actor(), person).await?;
    let person = query::by_id(tx, person).await?;
    if revoke_all(tx, person.id).await? == 0 {
        return Err(NO_INVITATION.into());
    }
    tx.audit(
        None,
        "invitation.revoked",
        &person.uid().to_string(),
        &serde_json::Value::Null,
    );
    Ok(())
}

/// A new link for somebody who has no password yet; the old one ends.
///
/// # Errors
/// [`HAS_PASSWORD`]; [`kernel::Error::NotFound`]; faults.
pub async fn renew(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    person: PersonId,
    expires_at: DateTime<Utc>,
) -> Result<(Person, Purpose, String)> {
    crate::membership::check_reach(tx, by.actor(), person).await?;
    let person = query::by_id(tx, person).await?;
    if person.password_hash.is_some() || !person.is_active() {
        return Err(HAS_PASSWORD.into());
    }
    let purpose = match person.password_changed_at {
        None => Purpose::Invite,
        Some(_) => Purpose::Reset,
    };
    let token = issue(tx, &person, purpose, expires_at).await?;
    tx.audit(
        None,
        "invitation.renewed",
        &person.uid().to_string(),
        &serde_json::json!({ "purpose": purpose.key() }),
    );
    Ok((person, purpose, token))
}
