//! Opening an account.

use super::entity::{ActiveModel, Model};
use super::{Account, State};
use crate::refusals::ACCOUNT_TAKEN;
use kernel::event::EventBody;
use kernel::{Error, Result, SiteId, Uid};
use sea_orm::Set;
use store::{HubWrite, OnUnique, Unique};

const ACCOUNT: Unique = Unique {
    name: "uq_person_account",
    columns: &["person.account"],
};

/// What is asked of a new person.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The account.
    pub account: Account,
    /// The name beside what the person does.
    pub name: String,
    /// Post in words (科员, 办公室主任), or empty.
    pub title: String,
    /// Mail address, if known.
    pub email: Option<mail::Address>,
    /// Unit, by number.
    pub unit: Option<i64>,
}

impl NewPerson {
    /// Reads the form or the command line.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `account`, `name` or `title`.
    pub fn parse(account: &str, name: &str, title: &str) -> Result<Self> {
        let account = Account::parse(account)?;
        let (name, title) = (name.trim(), title.trim());
        if !(1..=30).contains(&name.chars().count()) {
            return Err(Error::field("name", "请填写姓名，最多 30 个字。"));
        }
        if title.chars().count() > 40 {
            return Err(Error::field("title", "职务最多 40 个字。"));
        }
        Ok(Self {
            account,
            name: name.to_owned(),
            title: title.to_owned(),
            email: None,
            unit: None,
        })
    }

    /// The same with a mail address as it was typed; an empty one is none.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `email`.
    pub fn with_email(self, email: &str) -> Result<Self> {
        let email = Some(email.trim()).filter(|email| !email.is_empty());
        Ok(Self {
            email: email.map(mail::Address::parse).transpose()?,
            ..self
        })
    }
}

/// Opens an account without a password; a one-time link lets the person set it. `site` is where it was asked for.
///
/// # Errors
/// [`ACCOUNT_TAKEN`]; faults.
pub async fn create_person(tx: &mut HubWrite, site: SiteId, new: NewPerson) -> Result<Model> {
    let uid = Uid::at(tx.now());
    create_known_person(tx, site, new, uid).await
}

/// As [`create_person`], for somebody whom the group's portal knows already by this uid.
///
/// # Errors
/// [`ACCOUNT_TAKEN`]; faults.
pub async fn create_known_person(tx: &mut HubWrite, site: SiteId, new: NewPerson, uid: Uid) -> Result<Model> {
    let row = ActiveModel {
        uid: Set(uid.0),
        account: Set(new.account.as_str().to_owned()),
        name: Set(new.name),
        title: Set(new.title),
        email: Set(new.email.as_ref().map_or_else(String::new, ToString::to_string)),
        email_key: Set(new.email.as_ref().map_or_else(String::new, mail::Address::key)),
        unit_id: Set(new.unit),
        password_hash: Set(None),
        must_change_password: Set(false),
        state: Set(State::Active.key().to_owned()),
        revision: Set(1),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    let person = tx.insert(row).await.on_unique(ACCOUNT, || ACCOUNT_TAKEN)?;
    tx.emit(site, EventBody::PersonChanged { person: person.uid() });
    Ok(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_an_account_and_a_name() {
        assert!(NewPerson::parse("edu.writer", " 周若溪 ", "").is_ok_and(|new| new.name == "周若溪"));
        assert!(NewPerson::parse("edu.writer", " ", "").is_err());
        assert!(NewPerson::parse("周", "周若溪", "").is_err());
    }
}
