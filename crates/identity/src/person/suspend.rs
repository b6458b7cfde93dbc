//! Closing an account and opening it again.

use super::entity::{ActiveModel, Model};
use super::{Reason, State};
use crate::permissions::ManagePeople;
use crate::refusals::{LAST_ADMINISTRATOR, NOT_YOURSELF};
use crate::{invitation, membership, session};
use kernel::event::EventBody;
use kernel::{Granted, PersonId, Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// Closes an account; every session ends at once, every unused link too. That of another platform administrator only when
/// the post was ended before, by whoever gives such posts.
///
/// # Errors
/// [`NOT_YOURSELF`], [`LAST_ADMINISTRATOR`], `person.platform_account`; [`kernel::Error::NotFound`]; faults.
pub async fn suspend_person(tx: &mut HubWrite, by: &Granted<ManagePeople>, person: PersonId) -> Result<()> {
    if by.actor().person() == Some(person) {
        return Err(NOT_YOURSELF.into());
    }
    membership::check_reach(tx, by.actor(), person).await?;
    let found = super::query::by_id(tx, person).await?;
    close(tx, by.site(), &found, Reason::Ordered).await
}

/// Opens a closed account. Its time of disuse begins anew.
///
/// # Errors
/// `person.platform_account`; [`kernel::Error::NotFound`]; faults.
pub async fn restore_person(tx: &mut HubWrite, by: &Granted<ManagePeople>, person: PersonId) -> Result<()> {
    membership::check_reach(tx, by.actor(), person).await?;
    let found = super::query::by_id(tx, person).await?;
    move_to(tx, by.site(), &found, (State::Active, "")).await
}

/// Closes an account for a reason. The last of each of the three platform posts stays.
///
/// # Errors
/// [`LAST_ADMINISTRATOR`]; faults.
pub(crate) async fn close(tx: &mut HubWrite, site: SiteId, person: &Model, reason: Reason) -> Result<()> {
    tx.in_turn(membership::TURN).await?;
    if membership::query::is_last_administrator(tx, person.person()).await? {
        return Err(LAST_ADMINISTRATOR.into());
    }
    session::end_person(tx, person.person(), None).await?;
    invitation::revoke_all(tx, person.id).await?;
    move_to(tx, site, person, (State::Suspended, reason.key())).await
}

async fn move_to(
    tx: &mut HubWrite,
    site: SiteId,
    person: &Model,
    (state, reason): (State, &str),
) -> Result<()> {
    let row = ActiveModel {
        id: Set(person.id),
        state: Set(state.key().to_owned()),
        state_reason: Set(reason.to_owned()),
        state_at: Set(Some(tx.now())),
        warned_at: Set(None),
        revision: Set(person.revision + 1),
        ..Default::default()
    };
    tx.update(row).await?;
    tx.audit(
        None,
        "person.state",
        &person.uid().to_string(),
        &serde_json::json!({ "to": state.key(), "reason": reason }),
    );
    tx.emit_for_all(
        site,
        EventBody::PersonChanged { person: person.uid() },
        &serde_json::Value::Null,
    );
    Ok(())
}
