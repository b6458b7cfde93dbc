//! Reading citizens.

use super::entity::{account, contact};
use super::{Cipher, Contact};
use kernel::{CitizenId, Result, Uid};
use sea_orm::ColumnTrait;
use store::HubRead;

/// A citizen by number.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults.
pub async fn by_id(db: &HubRead, citizen: CitizenId) -> Result<account::Model> {
    db.find::<account::Entity>()
        .filter(account::Column::Id.eq(citizen.0))
        .found()
        .await
}

/// A citizen by the uid that letters keep; a deleted account is a tombstone that still answers.
///
/// # Errors
/// Faults.
pub async fn by_uid(db: &HubRead, uid: Uid) -> Result<Option<account::Model>> {
    db.find::<account::Entity>()
        .filter(account::Column::Uid.eq(uid.0))
        .one()
        .await
}

/// Whose contact this is.
///
/// # Errors
/// Faults.
pub async fn by_contact(db: &HubRead, lookup: &str) -> Result<Option<account::Model>> {
    let row = db
        .find::<contact::Entity>()
        .filter(contact::Column::Lookup.eq(lookup))
        .one()
        .await?;
    match row {
        Some(row) => {
            let citizen = by_id(db, CitizenId(row.citizen_id)).await?;
            Ok(citizen.is_active().then_some(citizen))
        }
        None => Ok(None),
    }
}

/// The contacts of a citizen, for reaching the citizen.
///
/// # Errors
/// Faults; a box whose `contact.key` is another.
pub async fn contacts(db: &HubRead, cipher: &Cipher, citizen: CitizenId) -> Result<Vec<Contact>> {
    let rows = db
        .find::<contact::Entity>()
        .filter(contact::Column::CitizenId.eq(citizen.0))
        .asc(contact::Column::Id)
        .all()
        .await?;
    rows.iter()
        .map(|row| cipher.open(&row.kind, &row.sealed, &row.cipher))
        .collect()
}
