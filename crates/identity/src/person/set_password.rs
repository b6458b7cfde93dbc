//! The demo city sets its people's passwords.

use super::change_password::store_hash;
use super::entity::Model;
use crate::permissions::SetPassword;
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::{Granted, Result};
use store::HubWrite;

/// Stores the hash of a password that the person did not choose.
///
/// # Errors
/// Faults.
pub async fn set_password(
    tx: &mut HubWrite,
    by: &Granted<SetPassword>,
    person: &Model,
    hash: String,
    now: DateTime<Utc>,
) -> Result<()> {
    store_hash(tx, person, hash, now).await?;
    let body = EventBody::PersonChanged { person: person.uid() };
    tx.emit_for_all(by.site(), body, &serde_json::Value::Null);
    Ok(())
}
