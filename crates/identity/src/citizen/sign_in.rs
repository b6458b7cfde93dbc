//! What a proof leads to: the tries are given back and the host's session begins.

use super::Settings;
use super::entity::account::{ActiveModel, Model as Citizen};
use super::session::{self, Place};
use crate::delay::{self, Attempt};
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::Set;
use store::HubWrite;

/// Begins the session of somebody who proved who that is; answers the cookie's token. The audit keeps that it
/// happened and how, not from where: a resident is no member of staff.
///
/// # Errors
/// Faults.
pub async fn welcome_citizen(
    tx: &mut HubWrite,
    settings: &Settings,
    citizen: &Citizen,
    (attempt, method): (Option<&Attempt>, &str),
    place: Place<'_>,
    now: DateTime<Utc>,
) -> Result<String> {
    if let Some(attempt) = attempt {
        delay::note_success(tx, attempt, now).await?;
    }
    tx.update(ActiveModel {
        id: Set(citizen.id),
        signed_in_at: Set(Some(now)),
        ..Default::default()
    })
    .await?;
    let token = session::create(tx, settings, citizen.citizen(), place, now).await?;
    let detail = serde_json::json!({ "method": method, "host": place.host });
    tx.audit(None, "citizen.signed_in", &citizen.uid().to_string(), &detail);
    Ok(token)
}
