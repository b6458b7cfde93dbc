//! A citizen opens an account.

use super::entity::{account, contact};
use super::{Cipher, Contact};
use crate::refusals::CONTACT_TAKEN;
use chrono::{DateTime, Utc};
use kernel::{CitizenId, Error, Result, Uid};
use sea_orm::Set;
use store::{HubWrite, OnUnique, Unique};

/// Names the wording of the privacy note that new citizens agree to; it changes when the note does.
pub const CONSENT: &str = "2026-11";

pub(super) const LOOKUP: Unique = Unique {
    name: "uq_citizen_contact_lookup",
    columns: &["citizen_contact.lookup"],
};

/// What is asked of a new citizen.
#[derive(Clone, Debug)]
pub struct NewCitizen {
    name: String,
}

impl NewCitizen {
    /// Reads the form. Without the tick there is no account: consent is asked for, not assumed.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `name` or `consent`.
    pub fn parse(name: &str, consent: bool) -> Result<Self> {
        if !consent {
            return Err(Error::field("consent", "请阅读并同意《个人信息保护说明》。"));
        }
        Ok(Self {
            name: parse_name(name)?,
        })
    }
}

/// How a citizen wants to be addressed: not the name of the identity card, and nothing at all is fine.
///
/// # Errors
/// [`Error::Invalid`] on `name`.
pub fn parse_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.chars().count() > 30 || name.chars().any(char::is_control) {
        return Err(Error::field("name", "称呼最多 30 个字。"));
    }
    Ok(name.to_owned())
}

/// Opens an account with what was verified.
///
/// # Errors
/// [`CONTACT_TAKEN`] when somebody registered the same contact meanwhile; faults.
pub async fn open_citizen(
    tx: &mut HubWrite,
    cipher: &Cipher,
    new: NewCitizen,
    (contact, password_hash): (Option<&Contact>, Option<String>),
    now: DateTime<Utc>,
) -> Result<account::Model> {
    let uid = Uid::at(now);
    let citizen = tx
        .insert(account::ActiveModel {
            uid: Set(uid.0),
            name: Set(new.name),
            password_changed_at: Set(password_hash.is_some().then_some(now)),
            password_hash: Set(password_hash),
            state: Set(account::ACTIVE.to_owned()),
            consent: Set(CONSENT.to_owned()),
            consented_at: Set(Some(now)),
            created_at: Set(now),
            ..Default::default()
        })
        .await?;
    if let Some(contact) = contact {
        keep_contact(tx, cipher, citizen.citizen(), contact, now).await?;
    }
    let detail = serde_json::json!({ "consent": CONSENT });
    tx.audit(None, "citizen.opened", &uid.to_string(), &detail);
    Ok(citizen)
}

/// Writes a verified contact down.
///
/// # Errors
/// [`CONTACT_TAKEN`]; faults.
pub(super) async fn keep_contact(
    tx: &mut HubWrite,
    cipher: &Cipher,
    citizen: CitizenId,
    contact: &Contact,
    now: DateTime<Utc>,
) -> Result<()> {
    let sealed = cipher.seal(contact)?;
    tx.insert(contact::ActiveModel {
        citizen_id: Set(citizen.0),
        kind: Set(contact.kind().key().to_owned()),
        lookup: Set(sealed.lookup),
        sealed: Set(sealed.text),
        cipher: Set(sealed.cipher),
        verified_at: Set(now),
        ..Default::default()
    })
    .await
    .on_unique(LOOKUP, || CONTACT_TAKEN)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_consent_there_is_no_account() {
        assert!(NewCitizen::parse("李四", true).is_ok());
        assert!(NewCitizen::parse("", true).is_ok(), "a name is not asked for");
        assert!(NewCitizen::parse("李四", false).is_err());
        assert!(NewCitizen::parse(&"长".repeat(31), true).is_err());
    }
}
