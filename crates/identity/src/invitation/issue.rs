//! Making a one-time link.

use super::entity::{ActiveModel, Column, Entity};
use crate::person::entity::Model as Person;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{Actor, Result, SiteId};
use sea_orm::{ColumnTrait, Condition, Set};
use store::HubWrite;

/// Why a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The account is new.
    Invite,
    /// The password was reset.
    Reset,
    /// The person asked, having forgotten the password.
    Forgot,
}

impl Purpose {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
            Self::Forgot => "forgot",
        }
    }

    /// Reads the word of [`Purpose::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Invite, Self::Reset, Self::Forgot]
            .into_iter()
            .find(|purpose| purpose.key() == key)
    }

    /// The words on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Invite => "开通账号",
            Self::Reset => "重置密码",
            Self::Forgot => "本人找回密码",
        }
    }
}

/// By whose authority a link was made: it must still be enough when the link is used, as the person may have got other
/// posts meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The person's own, through the own mailbox.
    Own,
    /// A site administrator's: people who work on that site alone, in posts that he gives.
    Site,
    /// A system administrator's: people without a platform post.
    Platform,
    /// The command line's: everybody.
    Operator,
}

impl Authority {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Site => "site",
            Self::Platform => "platform",
            Self::Operator => "operator",
        }
    }
}

/// Makes the token of a link that a system administrator, the command line or the person asked for; earlier unused links of the person end. A link that a person asked for ([`Purpose::Forgot`]) ends
/// none: else a stranger who asks in somebody's name could make the administrator's link void again and again.
///
/// # Errors
/// Faults.
pub async fn issue(
    tx: &mut HubWrite,
    person: &Person,
    purpose: Purpose,
    expires_at: DateTime<Utc>,
) -> Result<String> {
    let authority = match tx.actor() {
        Actor::Operator { .. } => Authority::Operator,
        _ if purpose == Purpose::Forgot => Authority::Own,
        _ => Authority::Platform,
    };
    make(tx, person, (purpose, expires_at), (authority, None)).await
}

/// As [`issue`], by the administrator of a site.
///
/// # Errors
/// Faults.
pub async fn issue_on_site(
    tx: &mut HubWrite,
    site: SiteId,
    person: &Person,
    purpose: Purpose,
    expires_at: DateTime<Utc>,
) -> Result<String> {
    let authority = match tx.actor() {
        Actor::Operator { .. } => Authority::Operator,
        _ => Authority::Site,
    };
    make(tx, person, (purpose, expires_at), (authority, Some(site))).await
}

async fn make(
    tx: &mut HubWrite,
    person: &Person,
    (purpose, expires_at): (Purpose, DateTime<Utc>),
    (authority, site): (Authority, Option<SiteId>),
) -> Result<String> {
    if purpose != Purpose::Forgot {
        revoke_all(tx, person.id).await?;
    }
    let token = token::random()?;
    let row = ActiveModel {
        token_hash: Set(token::hash(&token)),
        person_id: Set(person.id),
        purpose: Set(purpose.key().to_owned()),
        expires_at: Set(expires_at),
        used_at: Set(None),
        created_at: Set(tx.now()),
        site_id: Set(site.map(|site| site.0)),
        authority: Set(authority.key().to_owned()),
        mailed: Set(false),
        ..Default::default()
    };
    tx.insert(row).await?;
    Ok(token)
}

/// Ends every unused link of a person.
///
/// # Errors
/// Faults.
pub(crate) async fn revoke_all(tx: &mut HubWrite, person: i64) -> Result<u64> {
    let open = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::UsedAt.is_null());
    Ok(tx.delete_where::<Entity>(open).await?)
}

/// The link's path on the portal.
#[must_use]
pub fn path(token: &str) -> String {
    format!("/oidc/invitation/{token}")
}
