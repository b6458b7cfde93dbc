//! Where mail reaches a person, and what the person is called.

use super::entity::{ActiveModel, Model};
use super::{NewPerson, query};
use crate::notice::{self, Letterhead};
use crate::permissions::ManagePeople;
use crate::settings::Settings;
use kernel::event::EventBody;
use kernel::{Granted, PersonId, Result};
use sea_orm::Set;
use store::HubWrite;

/// Changes name, post in words and mail address. Unused links end when the address changes: they went to
/// the old one, which is also told.
///
/// # Errors
/// [`kernel::Error::Invalid`] on `name`, `title` or `email`; [`kernel::Error::NotFound`]; faults.
pub async fn change_contact(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    person: PersonId,
    (name, title, email): (&str, &str, &str),
    settings: &Settings,
) -> Result<Model> {
    let found = query::by_id(tx, person).await?;
    crate::membership::check_reach(tx, by.actor(), person).await?;
    let new = NewPerson::parse(&found.account, name, title)?.with_email(email)?;
    let email = new.email.as_ref().map_or_else(String::new, ToString::to_string);
    let moved = email != found.email;
    if moved {
        crate::invitation::revoke_all(tx, found.id).await?;
        // To the former address: whoever took the account over reads the new one.
        if found.mail().is_some() {
            let head = Letterhead::load(tx, settings, None).await?;
            let at = tx.now();
            mail::send(tx, &notice::address_changed(&head, &found, at)).await?;
        }
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
        None,
        "person.contact",
        &person.uid().to_string(),
        &serde_json::json!({ "email_changed": moved }),
    );
    let body = EventBody::PersonChanged { person: person.uid() };
    tx.emit_for_all(by.site(), body, &serde_json::Value::Null);
    Ok(person)
}
