//! Sessions end.

use super::entity::{Column, Entity, Model};
use kernel::{Error, PersonId, Result, Uid};
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
    Ok(tx.delete_where::<Entity>(which).await?)
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
