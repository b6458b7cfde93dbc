//! Using a one-time link.

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::person::entity::Model as Person;
use crate::person::query;
use crate::refusals::INVITATION_SPENT;
use crate::{person, token};
use chrono::{DateTime, Utc};
use kernel::{PersonId, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubWrite};

/// Whose link it is, while it works.
///
/// # Errors
/// [`INVITATION_SPENT`]; faults.
pub async fn open(db: &HubRead, token: &str, now: DateTime<Utc>) -> Result<(Model, Person)> {
    let link = db
        .find::<Entity>()
        .filter(Column::TokenHash.eq(token::hash(token)))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one()
        .await?
        .ok_or(INVITATION_SPENT)?;
    let person = query::by_id(db, PersonId(link.person_id)).await?;
    if !person.is_active() {
        return Err(INVITATION_SPENT.into());
    }
    Ok((link, person))
}

/// Uses the link up and stores the hash of the password that the person chose.
///
/// # Errors
/// [`INVITATION_SPENT`]; faults.
pub async fn accept(tx: &mut HubWrite, token: &str, hash: String, now: DateTime<Utc>) -> Result<Person> {
    let (link, person) = open(tx, token, now).await?;
    let used = ActiveModel {
        used_at: Set(Some(now)),
        ..Default::default()
    };
    let unused = Condition::all()
        .add(Column::Id.eq(link.id))
        .add(Column::UsedAt.is_null());
    if tx.update_where(used, unused).await? == 0 {
        return Err(INVITATION_SPENT.into());
    }
    // Whatever other links were under way are of no use any more; the mailbox may hold several.
    super::revoke_all(tx, person.id).await?;
    person::change_password(tx, &person, hash, None, now).await?;
    tx.audit(
        None,
        "invitation.used",
        &person.uid().to_string(),
        &serde_json::json!({ "purpose": link.purpose }),
    );
    Ok(person)
}
