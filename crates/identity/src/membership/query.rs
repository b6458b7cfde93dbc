//! Reading posts.

use super::entity::{Column, Entity, Model};
use crate::person::{State, entity as person};
use chrono::{DateTime, Utc};
use kernel::policy::Membership;
use kernel::{PersonId, Result, Role, SiteId};
use sea_orm::{ColumnTrait, Condition};
use std::collections::BTreeMap;
use store::{HubRead, SiteRead};

/// All posts of a person, on every site of this box.
///
/// # Errors
/// Faults of the database.
pub async fn of_person(db: &HubRead, person: PersonId) -> Result<Vec<Membership>> {
    let rows = db
        .find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .all()
        .await?;
    // A post whose term is over counts for nothing.
    Ok(rows
        .iter()
        .filter(|row| !row.is_over(db.now()))
        .filter_map(Model::post)
        .collect())
}

/// Who holds a role on a site now.
///
/// # Errors
/// Faults of the database.
pub async fn holders(db: &HubRead, site: SiteId, role: Role) -> Result<Vec<person::Model>> {
    let posts = db
        .find::<Entity>()
        .filter(Column::SiteId.eq(site.0))
        .filter(Column::Role.eq(role.key()))
        .all()
        .await?;
    let posts = posts.iter().filter(|row| !row.is_over(db.now()));
    db.find::<person::Entity>()
        .filter(person::Column::Id.is_in(posts.map(|row| row.person_id)))
        .asc(person::Column::Id)
        .all()
        .await
}

/// The rows of several people's posts, on every site.
///
/// # Errors
/// Faults of the database.
pub async fn of_people(db: &HubRead, people: impl IntoIterator<Item = PersonId>) -> Result<Vec<Model>> {
    let people: Vec<i64> = people.into_iter().map(|person| person.0).collect();
    db.find::<Entity>()
        .filter(Column::PersonId.is_in(people))
        .asc(Column::SiteId)
        .asc(Column::Id)
        .all()
        .await
}

/// A person's posts on this site.
///
/// # Errors
/// Faults of the database.
pub async fn on_site(db: &SiteRead, person: PersonId) -> Result<Vec<Membership>> {
    let rows = db
        .find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .all()
        .await?;
    Ok(rows
        .iter()
        .filter(|row| !row.is_over(db.now()))
        .filter_map(Model::post)
        .collect())
}

/// A member of a site with all roles there.
#[derive(Debug)]
pub struct Member {
    /// Who.
    pub person: person::Model,
    /// The posts here, in the order of [`Role::ALL`].
    pub posts: Vec<(Model, Role)>,
}

/// Everybody with a post on this site, by account.
///
/// # Errors
/// Faults of the database.
pub async fn members(db: &SiteRead) -> Result<Vec<Member>> {
    let mut posts: BTreeMap<i64, Vec<(Model, Role)>> = BTreeMap::new();
    for row in db.find::<Entity>().all().await? {
        if let Some(role) = Role::parse(&row.role) {
            posts.entry(row.person_id).or_default().push((row, role));
        }
    }
    let ids: Vec<i64> = posts.keys().copied().collect();
    let people = db
        .shared::<person::Entity>()
        .filter(person::Column::Id.is_in(ids))
        .asc(person::Column::Account)
        .all()
        .await?;
    let member = |person: person::Model| {
        let mut posts = posts.remove(&person.id).unwrap_or_default();
        posts.sort_by_key(|(_, role)| *role);
        Member { person, posts }
    };
    Ok(people.into_iter().map(member).collect())
}

/// Whether the person holds a platform role that nobody else holds who could sign in.
///
/// # Errors
/// Faults of the database.
pub async fn is_last_administrator(db: &HubRead, person: PersonId) -> Result<bool> {
    for role in Role::ALL.into_iter().filter(|role| role.is_platform()) {
        if is_last(db, role, person).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Posts whose term is not over at `now`. The others count for nothing wherever posts are read.
#[must_use]
pub fn current(now: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(Column::ExpiresAt.is_null())
        .add(Column::ExpiresAt.gt(now))
}

/// Whether the person holds this role and nobody else does who could sign in.
///
/// # Errors
/// Faults of the database.
pub async fn is_last(db: &HubRead, role: Role, person: PersonId) -> Result<bool> {
    let rows = db
        .find::<Entity>()
        .filter(Column::Role.eq(role.key()))
        .all()
        .await?;
    let held = rows.iter().filter(|row| !row.is_over(db.now()));
    let mut others: Vec<i64> = held.map(|row| row.person_id).collect();
    if !others.contains(&person.0) {
        return Ok(false);
    }
    others.retain(|id| *id != person.0);
    let other = db
        .find::<person::Entity>()
        .filter(person::Column::Id.is_in(others))
        .filter(person::Column::State.eq(State::Active.key()))
        .exists()
        .await?;
    Ok(!other)
}
