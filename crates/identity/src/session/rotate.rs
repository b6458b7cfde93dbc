//! A session gets a new token: at every change of what it is worth, so that a token that somebody saw before is worth
//! nothing after.

use super::entity::{ActiveModel, Column, Model};
use super::with_method;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// Gives the session a new token and answers it; the old one is worth nothing from the commit on. Nothing when the token was
/// changed in the same moment by another request.
///
/// # Errors
/// Faults.
pub async fn rotate(tx: &mut HubWrite, session: &Model, rights: String) -> Result<Option<String>> {
    tx.exempt("session")?;
    let token = token::random()?;
    let row = ActiveModel {
        token_hash: Set(token::hash(&token)),
        rights: Set(rights),
        ..Default::default()
    };
    // Two windows at once: one of them gets the token, the other one keeps what the first brought.
    let unchanged = Condition::all()
        .add(Column::Id.eq(session.id))
        .add(Column::TokenHash.eq(&session.token_hash));
    Ok((tx.update_where(row, unchanged).await? > 0).then_some(token))
}

/// The person proved again who sits there: this counts for the sign-in on every host, and `session` gets a new token.
///
/// # Errors
/// [`Error::Busy`] when another request changed the token in the same moment; faults.
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
    let token = rotate(tx, session, session.rights.clone()).await?;
    token.ok_or(Error::Busy(std::time::Duration::from_millis(50)))
}
