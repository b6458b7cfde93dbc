//! Using a one-time link.

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::person::entity::Model as Person;
use crate::person::query;
use crate::refusals::INVITATION_SPENT;
use crate::{membership, person, token};
use chrono::{DateTime, Utc};
use kernel::policy::Membership;
use kernel::{PersonId, Result, Role, SiteId};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubWrite};

/// Whose link it is, while it works.
///
/// # Errors
/// [`INVITATION_SPENT`]; faults.
pub async fn open(db: &HubRead, token: &str, now: DateTime<Utc>) -> Result<(Model, Person)> {
    let link = db
        .find::<Entity>()
        .filter(Column::TokenHash.eq(token::hash(token)))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one()
        .await?
        .ok_or(INVITATION_SPENT)?;
    let person = query::by_id(db, PersonId(link.person_id)).await?;
    if !person.is_active() || !reaches(db, &link, &person).await? {
        return Err(INVITATION_SPENT.into());
    }
    Ok((link, person))
}

/// Whether whoever made the link could make it today: the person may have got posts since that he does not reach.
async fn reaches(db: &HubRead, link: &Model, person: &Person) -> Result<bool> {
    let posts = membership::query::of_person(db, person.person()).await?;
    let on_site = |site: i64| {
        let own = |post: &Membership| post.site.0 == site && Role::SiteAdmin.grants().contains(&post.role);
        posts.iter().all(own)
    };
    let no_platform = !posts.iter().any(|post| post.role.is_platform());
    Ok(match (link.authority.as_str(), link.site_id) {
        ("own" | "operator", _) => true,
        ("site", Some(site)) => on_site(site),
        ("platform" | "site", _) => no_platform,
        // A link of an earlier program names the site alone; on the portal that was either administrator.
        (_, Some(site)) if membership::is_portal(db, SiteId(site)).await? => no_platform,
        (_, Some(site)) => on_site(site),
        (_, None) => true,
    })
}

/// Uses the link up and stores the hash of the password that the person chose.
///
/// # Errors
/// [`INVITATION_SPENT`]; faults.
pub async fn accept(tx: &mut HubWrite, token: &str, hash: String, now: DateTime<Utc>) -> Result<Person> {
    let (link, person) = open(tx, token, now).await?;
    let used = ActiveModel {
        used_at: Set(Some(now)),
        ..Default::default()
    };
    let unused = Condition::all()
        .add(Column::Id.eq(link.id))
        .add(Column::UsedAt.is_null());
    if tx.update_where(used, unused).await? == 0 {
        return Err(INVITATION_SPENT.into());
    }
    person::change_password(tx, &person, hash, None, now).await?;
    tx.audit(
        None,
        "invitation.used",
        &person.uid().to_string(),
        &serde_json::json!({ "purpose": link.purpose }),
    );
    Ok(person)
}
