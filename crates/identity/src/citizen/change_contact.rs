//! A citizen is reached elsewhere from now on.

use super::entity::contact::{Column, Entity};
use super::open::keep_contact;
use super::{Cipher, Contact};
use chrono::{DateTime, Utc};
use kernel::{CitizenId, Result};
use sea_orm::{ColumnTrait, Condition};
use store::HubWrite;

/// Puts a verified contact in the place of the one of its kind; answers the one that it replaced.
///
/// # Errors
/// [`crate::refusals::CONTACT_TAKEN`]; faults.
pub async fn change_contact(
    tx: &mut HubWrite,
    cipher: &Cipher,
    (citizen, uid): (CitizenId, kernel::Uid),
    contact: &Contact,
    now: DateTime<Utc>,
) -> Result<Option<Contact>> {
    let same_kind = Condition::all()
        .add(Column::CitizenId.eq(citizen.0))
        .add(Column::Kind.eq(contact.kind().key()));
    let before = tx.find::<Entity>().filter(same_kind.clone()).one().await?;
    let before = before
        .map(|row| cipher.open(&row.kind, &row.sealed, &row.cipher))
        .transpose()?;
    tx.delete_where::<Entity>(same_kind).await?;
    keep_contact(tx, cipher, citizen, contact, now).await?;
    let detail = serde_json::json!({ "kind": contact.kind().key() });
    tx.audit(None, "citizen.contact_changed", &uid.to_string(), &detail);
    Ok(before)
}
