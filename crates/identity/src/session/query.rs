//! Reading sessions.

use super::Realm;
use super::entity::{Column, Entity, Model};
use crate::person::{self, entity::Model as Person};
use crate::settings::Settings;
use crate::token;
use chrono::{DateTime, Utc};
use kernel::{PersonId, Result};
use sea_orm::ColumnTrait;
use store::HubRead;

/// A live session and whose it is.
#[derive(Debug)]
pub struct Live {
    /// The session.
    pub session: Model,
    /// The person, whose account is open.
    pub person: Person,
}

/// Whether a session still counts: neither too old nor idle for too long.
#[must_use]
pub fn is_live(session: &Model, settings: &Settings, now: DateTime<Utc>) -> bool {
    now < session.expires_at && now - session.seen_at < settings.idle
}

/// The live session of a cookie on its host.
///
/// # Errors
/// Faults of the database.
pub async fn find(
    db: &HubRead,
    settings: &Settings,
    token: &str,
    (realm, host): (Realm, &str),
    now: DateTime<Utc>,
) -> Result<Option<Live>> {
    let found = db
        .find::<Entity>()
        .filter(Column::TokenHash.eq(token::hash(token)))
        .filter(Column::Realm.eq(realm.key()))
        .filter(Column::Host.eq(host))
        .one()
        .await?;
    let Some(session) = found.filter(|session| is_live(session, settings, now)) else {
        return Ok(None);
    };
    let person = person::query::by_id(db, PersonId(session.person_id)).await?;
    Ok(person.is_active().then_some(Live { session, person }))
}

/// Any session of a sign-in, if there is one.
///
/// # Errors
/// Faults of the database.
pub async fn of_group(db: &HubRead, group: &str) -> Result<Option<Model>> {
    db.find::<Entity>()
        .filter(Column::GroupSession.eq(group))
        .asc(Column::Id)
        .one()
        .await
}

/// The live sessions of a person, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn of_person(
    db: &HubRead,
    settings: &Settings,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Model>> {
    let rows = db
        .find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::Realm.ne(Realm::Half.key()))
        .desc(Column::SeenAt)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter(|session| is_live(session, settings, now))
        .collect())
}
