//! The operator says that an account of this box is somebody of the portal. An equal name says nothing: who is called the same
//! there would get what the account may do here.

use super::entity::{ActiveModel, Model};
use crate::permissions::ManagePeople;
use crate::refusals::KNOWN_HERE;
use crate::{invitation, session};
use kernel::event::EventBody;
use kernel::{Granted, PersonId, Result, Uid};
use sea_orm::Set;
use store::{HubWrite, OnUnique, Unique};

/// Audit action: the portal vouched for somebody whose name somebody else has here. The subject is the uid.
pub const NAME_TAKEN: &str = "signin.name_taken_here";

/// A person has one account on a box.
const PERSON: Unique = Unique {
    name: "uq_person_uid",
    columns: &["person.uid"],
};

/// From now on the portal's person of that uid signs in to this account, and nobody else: its password, its sign-ins and unused
/// links end. Its posts stay.
///
/// # Errors
/// [`KNOWN_HERE`] when that person has an account here; [`kernel::Error::NotFound`]; faults.
pub async fn link_person(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    person: PersonId,
    uid: Uid,
) -> Result<Model> {
    let before = super::query::by_id(tx, person).await?;
    if before.uid() == uid {
        return Ok(before);
    }
    session::end_person(tx, person, None).await?;
    invitation::revoke_all(tx, person.0).await?;
    let row = ActiveModel {
        id: Set(person.0),
        uid: Set(uid.0),
        password_hash: Set(None),
        must_change_password: Set(false),
        revision: Set(before.revision + 1),
        ..Default::default()
    };
    let linked: Model = tx.update(row).await.on_unique(PERSON, || KNOWN_HERE)?;
    let detail = serde_json::json!({ "before": before.uid().to_string() });
    tx.audit(None, "person.linked", &uid.to_string(), &detail);
    let changed = EventBody::PersonChanged { person: uid };
    tx.emit_for_all(by.site(), changed, &serde_json::Value::Null);
    Ok(linked)
}
