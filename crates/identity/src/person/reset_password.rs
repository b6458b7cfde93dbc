//! An administrator resets somebody's password: the old one ends at once, a one-time link lets the person set a new.

use super::entity::{ActiveModel, Model};
use crate::invitation::{self, Purpose};
use crate::permissions::{ManageMembers, ManagePeople};
use crate::refusals::{NOT_GRANTABLE, NOT_YOURSELF, WORKS_ELSEWHERE};
use crate::{factor, membership, session};
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::policy::Membership;
use kernel::{Error, Granted, PersonId, Result, Role};
use sea_orm::Set;
use serde_json::Value;
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
    let person = end_password(tx, person).await?;
    let token = invitation::issue(tx, &person, Purpose::Reset, expires_at).await?;
    let body = EventBody::PersonChanged { person: person.uid() };
    tx.audit(None, RESET, &person.uid().to_string(), &Value::Null);
    tx.emit_for_all(by.site(), body, &Value::Null);
    Ok((person, token))
}

/// Resets the password of somebody who works on this site and nowhere else: a link for somebody else's posts would
/// be a way into another site.
///
/// # Errors
/// [`WORKS_ELSEWHERE`], [`NOT_YOURSELF`], [`NOT_GRANTABLE`] for another administrator of the site; [`Error::NotFound`] for
/// somebody without a post here; faults.
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
    // Another administrator of the site is the security administrator's to appoint, so nobody here takes the account over.
    let given_here = |post: &Membership| Role::SiteAdmin.grants().contains(&post.role);
    if by.actor().person().is_some() && !posts.iter().all(given_here) {
        return Err(NOT_GRANTABLE.into());
    }
    let site = by.site();
    let person = end_password(tx, person).await?;
    let token = invitation::issue_on_site(tx, site, &person, Purpose::Reset, expires_at).await?;
    let body = EventBody::PersonChanged { person: person.uid() };
    tx.audit(Some(site), RESET, &person.uid().to_string(), &Value::Null);
    tx.emit(site, body);
    Ok((person, token))
}

const RESET: &str = "person.password_reset";

async fn end_password(tx: &mut HubWrite, person: PersonId) -> Result<Model> {
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
    factor::totp::forget_pending(tx, &person).await?;
    session::end_person(tx, person.person(), None).await?;
    Ok(person)
}
