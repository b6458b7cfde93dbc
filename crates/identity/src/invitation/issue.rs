//! Making a one-time link.

use super::entity::{ActiveModel, Column, Entity};
use crate::person::entity::Model as Person;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::Result;
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// Why a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The account is new.
    Invite,
    /// The password was reset.
    Reset,
}

impl Purpose {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }
}

/// Makes a link's token; earlier unused links of the person end.
///
/// # Errors
/// Faults.
pub async fn issue(
    tx: &mut HubWrite,
    person: &Person,
    purpose: Purpose,
    expires_at: DateTime<Utc>,
) -> Result<String> {
    let open = Condition::all()
        .add(Column::PersonId.eq(person.id))
        .add(Column::UsedAt.is_null());
    tx.delete_where::<Entity>(open).await?;
    let token = token::random()?;
    let row = ActiveModel {
        token_hash: Set(token::hash(&token)),
        person_id: Set(person.id),
        purpose: Set(purpose.key().to_owned()),
        expires_at: Set(expires_at),
        used_at: Set(None),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    tx.insert(row).await?;
    Ok(token)
}

/// The link's path on the portal.
#[must_use]
pub fn path(token: &str) -> String {
    format!("/oidc/invitation/{token}")
}
