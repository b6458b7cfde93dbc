//! Where mail reaches a person, and what the person is called.

use super::entity::{ActiveModel, Model};
use super::{NewPerson, query};
use crate::permissions::ManagePeople;
use kernel::event::EventBody;
use kernel::{Granted, PersonId, Result};
use sea_orm::Set;
use store::HubWrite;

/// Changes name, post in words and mail address. Unused links end when the address changes: they went to the old one.
///
/// # Errors
/// [`kernel::Error::Invalid`] on `name`, `title` or `email`; [`kernel::Error::NotFound`]; faults.
pub async fn change_contact(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    person: PersonId,
    (name, title, email): (&str, &str, &str),
) -> Result<Model> {
    let found = query::by_id(tx, person).await?;
    crate::membership::check_reach(tx, by.actor(), person).await?;
    let new = NewPerson::parse(&found.account, name, title)?.with_email(email)?;
    let email = new.email.as_ref().map_or_else(String::new, ToString::to_string);
    let moved = email != found.email;
    if moved {
        crate::invitation::revoke_all(tx, found.id).await?;
    }
    let row = ActiveModel {
        id: Set(found.id),
        name: Set(new.name),
        title: Set(new.title),
        email: Set(email),
        email_key: Set(new.email.as_ref().map_or_else(String::new, mail::Address::key)),
        revision: Set(found.revision + 1),
        ..Default::default()
    };
    let person = tx.update(row).await?;
    tx.audit(
        Some(by.site()),
        "person.contact",
        &person.uid().to_string(),
        &serde_json::json!({ "email_changed": moved }),
    );
    tx.emit(by.site(), EventBody::PersonChanged { person: person.uid() });
    Ok(person)
}
