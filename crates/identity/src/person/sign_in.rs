//! What a checked password leads to. The check itself takes long and stands in [`crate::Identity::sign_in`].

use super::entity::{ActiveModel, Model};
use crate::delay::{self, Attempt};
use crate::session::{self, NewSession};
use crate::settings::Settings;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::Set;
use serde::Serialize;
use std::net::IpAddr;
use store::HubWrite;

/// Somebody is who he says.
#[derive(Debug)]
pub struct Verdict {
    /// Who.
    pub person: Model,
    /// The token for the portal's cookie.
    pub token: String,
}

/// From where, as the audit keeps it (the law on network security asks for it).
#[derive(Serialize)]
struct From {
    from: IpAddr,
}

/// The password was right: the tries are given back and the portal's session begins.
///
/// # Errors
/// Faults.
pub async fn welcome(
    tx: &mut HubWrite,
    settings: &Settings,
    person: Model,
    attempt: &Attempt,
    (from, host): (IpAddr, &str),
    now: DateTime<Utc>,
) -> Result<Verdict> {
    delay::note_success(tx, attempt, now).await?;
    let row = ActiveModel {
        id: Set(person.id),
        signed_in_at: Set(Some(now)),
        ..Default::default()
    };
    tx.update(row).await?;
    let (_, token) = session::create(tx, settings, NewSession::provider(person.person(), host)?, now).await?;
    tx.audit(
        None,
        "session.signed_in",
        &person.uid().to_string(),
        &From { from },
    );
    Ok(Verdict { person, token })
}

/// The password was wrong, or nobody has this account. The words that were typed are not kept: people type their
/// password into the wrong field.
pub fn note_failure(tx: &mut HubWrite, person: Option<&Model>, from: IpAddr) {
    let subject = person.map_or_else(|| "unknown".to_owned(), |person| person.uid().to_string());
    tx.audit(None, "session.refused", &subject, &From { from });
}
