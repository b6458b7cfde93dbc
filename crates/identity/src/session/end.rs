//! Sessions end.

use super::entity::{Column, Entity, Model};
use crate::permissions::ManageSessions;
use crate::{person, provider};
use kernel::{Error, Granted, PersonId, Result, Uid};
use sea_orm::{ColumnTrait, Condition};
use store::HubWrite;

/// Ends one session.
///
/// # Errors
/// Faults.
pub async fn end(tx: &mut HubWrite, session: &Model) -> Result<()> {
    tx.exempt("session")?;
    tx.delete_where::<Entity>(Column::Id.eq(session.id)).await?;
    Ok(())
}

/// Ends all sessions of a sign-in; answers how many.
///
/// # Errors
/// Faults.
pub async fn end_group(tx: &mut HubWrite, group: &str) -> Result<u64> {
    tx.exempt("session")?;
    // What clients hold of the sign-in ends with it, and those on other boxes are told.
    provider::end_of_sign_in(tx, group).await?;
    Ok(tx.delete_where::<Entity>(Column::GroupSession.eq(group)).await?)
}

/// Somebody signs out: every session of the sign-in ends, on every host.
///
/// # Errors
/// Faults.
pub async fn sign_out(tx: &mut HubWrite, person: Uid, group: &str) -> Result<()> {
    if end_group(tx, group).await? > 0 {
        tx.audit(
            None,
            "session.signed_out",
            &person.to_string(),
            &serde_json::Value::Null,
        );
    }
    Ok(())
}

/// Ends all sessions of a person except those of the sign-in `keep`.
///
/// # Errors
/// Faults.
pub async fn end_person(tx: &mut HubWrite, person: PersonId, keep: Option<&str>) -> Result<u64> {
    let mut which = Condition::all().add(Column::PersonId.eq(person.0));
    if let Some(keep) = keep {
        which = which.add(Column::GroupSession.ne(keep));
    }
    provider::end_of_person(tx, person, keep).await?;
    Ok(tx.delete_where::<Entity>(which).await?)
}

/// Ends every sign-in of a person but this one; answers how many sessions that were.
///
/// # Errors
/// Faults.
pub async fn end_others(tx: &mut HubWrite, person: (PersonId, Uid), keep: &str) -> Result<u64> {
    let ended = end_person(tx, person.0, Some(keep)).await?;
    let detail = serde_json::json!({ "ended": ended });
    tx.audit(None, "session.others_ended", &person.1.to_string(), &detail);
    Ok(ended)
}

/// A security administrator ends anybody's sign-in.
///
/// # Errors
/// [`Error::NotFound`]; faults.
pub async fn end_any(tx: &mut HubWrite, _by: &Granted<ManageSessions>, session: i64) -> Result<()> {
    let row = tx.find::<Entity>().filter(Column::Id.eq(session)).found().await?;
    let person = person::query::by_id(tx, PersonId(row.person_id)).await?;
    end_group(tx, &row.group_session).await?;
    let detail = serde_json::json!({ "host": row.host });
    tx.audit(None, "session.ended", &person.uid().to_string(), &detail);
    Ok(())
}

/// A person ends an own sign-in from the list of sessions.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's; faults.
pub async fn end_own(tx: &mut HubWrite, person: (PersonId, Uid), session: i64) -> Result<()> {
    let row = tx.find::<Entity>().filter(Column::Id.eq(session)).found().await?;
    if row.person_id != person.0.0 {
        return Err(Error::NotFound);
    }
    sign_out(tx, person.1, &row.group_session).await
}
