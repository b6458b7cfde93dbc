//! A second factor goes.

use super::entity::passkey::{Column, Entity};
use super::{query, recovery, totp};
use crate::permissions::ManageSessions;
use crate::person::entity::Model as Person;
use crate::refusals::{FACTOR_MANDATORY, NO_FACTOR, NOT_YOURSELF};
use crate::{person, session};
use kernel::{Error, Granted, PersonId, Result};
use sea_orm::{ColumnTrait, Condition};
use store::HubWrite;

/// A person takes the own app away. `mandatory` says that the person's posts ask for a second factor.
///
/// # Errors
/// [`FACTOR_MANDATORY`] for the last one; [`Error::NotFound`]; faults.
pub async fn remove_totp(tx: &mut HubWrite, person: &Person, mandatory: bool) -> Result<()> {
    let factors = query::of_person(tx, person.person()).await?;
    factors.totp.ok_or(Error::NotFound)?;
    check_last(factors.count(), mandatory)?;
    totp::delete(tx, person).await?;
    gone(tx, person, "totp").await
}

/// A person takes an own passkey away.
///
/// # Errors
/// [`FACTOR_MANDATORY`] for the last one; [`Error::NotFound`], for somebody else's too; faults.
pub async fn remove_passkey(tx: &mut HubWrite, person: &Person, passkey: i64, mandatory: bool) -> Result<()> {
    let mine = Condition::all()
        .add(Column::Id.eq(passkey))
        .add(Column::PersonId.eq(person.id));
    tx.find::<Entity>().filter(mine.clone()).found().await?;
    check_last(query::of_person(tx, person.person()).await?.count(), mandatory)?;
    tx.delete_where::<Entity>(mine).await?;
    gone(tx, person, "passkey").await
}

/// A security administrator takes away all second factors of somebody who lost them. Every sign-in of the person ends.
///
/// # Errors
/// [`NOT_YOURSELF`], [`NO_FACTOR`]; [`Error::NotFound`]; faults.
pub async fn remove_all(tx: &mut HubWrite, by: &Granted<ManageSessions>, person: PersonId) -> Result<Person> {
    if by.actor().person() == Some(person) {
        return Err(NOT_YOURSELF.into());
    }
    let person = person::query::by_id(tx, person).await?;
    let factors = query::of_person(tx, person.person()).await?;
    if !factors.any() && factors.recovery_codes == 0 {
        return Err(NO_FACTOR.into());
    }
    totp::delete(tx, &person).await?;
    tx.delete_where::<Entity>(Column::PersonId.eq(person.id)).await?;
    recovery::delete(tx, &person).await?;
    session::end_person(tx, person.person(), None).await?;
    let detail = serde_json::json!({ "removed": factors.count() });
    tx.audit(None, "factor.reset", &person.uid().to_string(), &detail);
    Ok(person)
}

fn check_last(count: usize, mandatory: bool) -> Result<()> {
    if mandatory && count <= 1 {
        return Err(FACTOR_MANDATORY.into());
    }
    Ok(())
}

/// With the last factor the recovery codes go too: they stand in for it.
async fn gone(tx: &mut HubWrite, person: &Person, kind: &str) -> Result<()> {
    if !query::of_person(tx, person.person()).await?.any() {
        recovery::delete(tx, person).await?;
    }
    let detail = serde_json::json!({ "kind": kind });
    tx.audit(None, "factor.removed", &person.uid().to_string(), &detail);
    Ok(())
}
