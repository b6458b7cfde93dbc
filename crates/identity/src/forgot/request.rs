//! Asking for a link.

use super::MailForgotten;
use crate::delay::network;
use crate::quota;
use crate::session::Visit;
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use store::HubWrite;

/// So many requests an hour from one address (an office shares one).
const PER_ADDRESS: i64 = 30;
/// So many mails an hour for what was typed; more are answered the same and not sent.
const PER_TARGET: i64 = 3;

/// Writes the request down. The same work is done for every text.
///
/// # Errors
/// [`Error::TooMany`] for the address; faults.
pub async fn ask(tx: &mut HubWrite, typed: &str, visit: &Visit, now: DateTime<Utc>) -> Result<()> {
    if let Some(wait) = quota::take(tx, ("forgot-address", &network(visit.ip())), PER_ADDRESS, now).await? {
        return Err(Error::TooMany(wait.to_std().unwrap_or_default()));
    }
    let typed: String = typed.trim().chars().take(254).collect::<String>().to_lowercase();
    let enough = quota::take(tx, ("forgot-target", &typed), PER_TARGET, now)
        .await?
        .is_some();
    tx.enqueue(None, &MailForgotten { typed, skip: enough }).await?;
    tx.audit(
        None,
        "person.forgot_asked",
        "unknown",
        &serde_json::json!({ "from": visit.ip() }),
    );
    Ok(())
}
