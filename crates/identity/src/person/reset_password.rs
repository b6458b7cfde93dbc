//! An administrator resets somebody's password: the old one ends at once, a one-time link lets the person set a new.

use super::entity::{ActiveModel, Model};
use crate::invitation::{self, Purpose};
use crate::permissions::{ManageMembers, ManagePeople};
use crate::refusals::{NOT_YOURSELF, WORKS_ELSEWHERE};
use crate::{membership, session};
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::{Error, Granted, PersonId, Result, SiteId};
use sea_orm::Set;
use store::HubWrite;

/// Resets anybody's password and answers the one-time token.
///
/// # Errors
/// [`NOT_YOURSELF`]; [`crate::refusals::PLATFORM_ACCOUNT`]; [`Error::NotFound`]; faults.
pub async fn reset_password(
    tx: &mut HubWrite,
    by: &Granted<ManagePeople>,
    person: PersonId,
    expires_at: DateTime<Utc>,
) -> Result<(Model, String)> {
    if by.actor().person() == Some(person) {
        return Err(NOT_YOURSELF.into());
    }
    membership::check_reach(tx, by.actor(), person).await?;
    reset(tx, by.site(), person, expires_at).await
}

/// Resets the password of somebody who works on this site and nowhere else: a link for somebody else's posts would
/// be a way into another site.
///
/// # Errors
/// [`WORKS_ELSEWHERE`], [`NOT_YOURSELF`]; [`Error::NotFound`] for somebody without a post here; faults.
pub async fn reset_member_password(
    tx: &mut HubWrite,
    by: &Granted<ManageMembers>,
    person: PersonId,
    expires_at: DateTime<Utc>,
) -> Result<(Model, String)> {
    let posts = membership::query::of_person(tx, person).await?;
    if !posts.iter().any(|post| post.site == by.site()) {
        return Err(Error::NotFound);
    }
    if posts
        .iter()
        .any(|post| post.site != by.site() || post.role.is_platform())
    {
        return Err(WORKS_ELSEWHERE.into());
    }
    if by.actor().person() == Some(person) {
        return Err(NOT_YOURSELF.into());
    }
    reset(tx, by.site(), person, expires_at).await
}

async fn reset(
    tx: &mut HubWrite,
    site: SiteId,
    person: PersonId,
    expires_at: DateTime<Utc>,
) -> Result<(Model, String)> {
    let person = super::query::by_id(tx, person).await?;
    if let Some(former) = &person.password_hash {
        let now = tx.now();
        crate::password::history::remember(tx, person.id, former, now).await?;
    }
    let row = ActiveModel {
        id: Set(person.id),
        password_hash: Set(None),
        ..Default::default()
    };
    tx.update(row).await?;
    session::end_person(tx, person.person(), None).await?;
    let token = invitation::issue(tx, &person, Purpose::Reset, expires_at).await?;
    tx.audit(
        Some(site),
        "person.password_reset",
        &person.uid().to_string(),
        &serde_json::Value::Null,
    );
    tx.emit(site, EventBody::PersonChanged { person: person.uid() });
    Ok((person, token))
}
