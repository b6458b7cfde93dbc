//! A session gets a new token: at every change of what it is worth, so that a token that somebody saw before is worth
//! nothing after.

use super::entity::{ActiveModel, Column, Model};
use super::with_method;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// Gives the session a new token and answers it; the old one is worth nothing from the commit on.
///
/// # Errors
/// Faults.
pub async fn rotate(tx: &mut HubWrite, session: &Model, rights: String) -> Result<String> {
    tx.exempt("session")?;
    let token = token::random()?;
    let row = ActiveModel {
        id: Set(session.id),
        token_hash: Set(token::hash(&token)),
        rights: Set(rights),
        ..Default::default()
    };
    tx.update(row).await?;
    Ok(token)
}

/// The person proved again who sits there: this counts for the sign-in on every host, and `session` gets a new token.
///
/// # Errors
/// Faults.
pub async fn prove_again(
    tx: &mut HubWrite,
    session: &Model,
    method: &str,
    now: DateTime<Utc>,
) -> Result<String> {
    let row = ActiveModel {
        proved_at: Set(Some(now)),
        methods: Set(with_method(&session.methods, method)),
        ..Default::default()
    };
    let group = Condition::all().add(Column::GroupSession.eq(&session.group_session));
    tx.update_where(row, group).await?;
    rotate(tx, session, session.rights.clone()).await
}
