//! Closing an account and opening it again.

use super::State;
use super::entity::ActiveModel;
use crate::permissions::ManagePeople;
use crate::refusals::{LAST_ADMINISTRATOR, NOT_YOURSELF};
use crate::{membership, session};
use kernel::event::EventBody;
use kernel::{Granted, PersonId, Result};
use sea_orm::Set;
use store::HubWrite;

/// Closes an account; every session ends at once.
///
/// # Errors
/// [`NOT_YOURSELF`], [`LAST_ADMINISTRATOR`]; [`kernel::Error::NotFound`]; faults.
pub async fn suspend_person(tx: &mut HubWrite, by: &Granted<ManagePeople>, person: PersonId) -> Result<()> {
    if by.actor().person() == Some(person) {
        return Err(NOT_YOURSELF.into());
    }
    if membership::query::is_last_administrator(tx, person).await? {
        return Err(LAST_ADMINISTRATOR.into());
    }
    session::end_person(tx, person, None).await?;
    move_to(tx, by, person, State::Suspended).await
}

/// Opens a closed account.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults.
pub async fn restore_person(tx: &mut HubWrite, by: &Granted<ManagePeople>, person: PersonId) -> Result<()> {
    move_to(tx, by, person, State::Active).await
}

async fn move_to(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    person: PersonId,
    state: State,
) -> Result<()> {
    let found = super::query::by_id(tx, person).await?;
    let row = ActiveModel {
        id: Set(person.0),
        state: Set(state.key().to_owned()),
        revision: Set(found.revision + 1),
        ..Default::default()
    };
    tx.update(row).await?;
    tx.audit(
        Some(by.site()),
        "person.state",
        &found.uid().to_string(),
        &serde_json::json!({ "to": state.key() }),
    );
    tx.emit(by.site(), EventBody::PersonChanged { person: found.uid() });
    Ok(())
}
