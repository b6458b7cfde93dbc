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
        for (field, text) in [("name", name), ("title", title)] {
            if !is_plain(text) {
                return Err(Error::field(field, "不能含有换行等控制字符。"));
            }
        }
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

/// Names stand in lists, letters and records: nothing in them breaks a line, turns the direction of writing or hides.
fn is_plain(text: &str) -> bool {
    let hidden = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    !text.chars().any(|c| c.is_control() || hidden(c))
}

/// Opens an account for the whole group without a password; a one-time link lets the person set it.
///
/// # Errors
/// [`ACCOUNT_TAKEN`]; faults.
pub async fn create_account(tx: &mut HubWrite, portal: SiteId, new: NewPerson) -> Result<Model> {
    let person = insert(tx, new, Uid::at(tx.now())).await?;
    let body = EventBody::PersonChanged { person: person.uid() };
    tx.emit_for_all(portal, body, &serde_json::Value::Null);
    Ok(person)
}

/// Opens an account in the name of a site without a password; a one-time link lets the person set it.
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
    let person = insert(tx, new, uid).await?;
    tx.emit(site, EventBody::PersonChanged { person: person.uid() });
    Ok(person)
}

async fn insert(tx: &mut HubWrite, new: NewPerson, uid: Uid) -> Result<Model> {
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
    tx.insert(row).await.on_unique(ACCOUNT, || ACCOUNT_TAKEN)
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

    #[test]
    fn names_hold_nothing_that_breaks_a_line_or_turns_the_writing() {
        for bad in ["周\n若溪", "周\u{202E}若溪", "周\u{0}", "周\u{200B}若溪"] {
            assert!(NewPerson::parse("edu.writer", bad, "").is_err(), "{bad:?}");
            assert!(NewPerson::parse("edu.writer", "周若溪", bad).is_err(), "{bad:?}");
        }
        assert!(NewPerson::parse("edu.writer", "阿依古丽·买买提", "副主任（主持工作）").is_ok());
    }
}
