//! What a person allows an outside system to know: asked once, remembered, taken back at any time.

use super::entity::consent::{ActiveModel, Column, Entity, Model};
use super::{client, grant, scope};
use kernel::{Error, PersonId, Result, Uid};
use sea_orm::{ColumnTrait, Set};
use serde_json::json;
use store::{HubRead, HubWrite};

/// Whether a client was allowed all of this.
///
/// # Errors
/// Faults.
pub(super) async fn is_given(db: &HubRead, person: PersonId, client_id: &str, scope: &str) -> Result<bool> {
    let row = find(db, person, client_id).await?;
    Ok(row.is_some_and(|row| scope::covers(&row.scope, scope)))
}

async fn find(db: &HubRead, person: PersonId, client_id: &str) -> Result<Option<Model>> {
    db.find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::ClientId.eq(client_id))
        .one()
        .await
}

/// Remembers that somebody allowed it.
///
/// # Errors
/// Faults.
pub(super) async fn give(
    tx: &mut HubWrite,
    (person, uid): (PersonId, Uid),
    client_id: &str,
    scope: &str,
) -> Result<()> {
    let filled = ActiveModel {
        person_id: Set(person.0),
        client_id: Set(client_id.to_owned()),
        scope: Set(scope.to_owned()),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    match find(tx, person, client_id).await? {
        Some(row) => {
            let both = scope::known(&format!("{} {scope}", row.scope));
            tx.update(ActiveModel {
                id: Set(row.id),
                scope: Set(both),
                ..filled
            })
            .await?;
        }
        None => {
            tx.insert(filled).await?;
        }
    }
    let detail = json!({ "client": client_id, "scope": scope });
    tx.audit(None, "consent.given", &uid.to_string(), &detail);
    Ok(())
}

/// A system that somebody allowed something.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// Number of the consent.
    pub id: i64,
    /// Name of the system.
    pub name: String,
    /// What for.
    pub scope: String,
    /// Since when.
    pub since: chrono::DateTime<chrono::Utc>,
}

/// The systems that a person allowed something, newest first.
///
/// # Errors
/// Faults.
pub async fn of_person(db: &HubRead, person: PersonId) -> Result<Vec<Allowed>> {
    let rows = db
        .find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .desc(Column::CreatedAt)
        .all()
        .await?;
    let mut allowed = Vec::with_capacity(rows.len());
    for row in rows {
        let client = client::find(db, &row.client_id).await?;
        allowed.push(Allowed {
            id: row.id,
            name: client.map_or(row.client_id, |client| client.name),
            scope: row.scope,
            since: row.created_at,
        });
    }
    Ok(allowed)
}

/// Takes it back: what the system holds of the person ends, and it will have to ask again.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's; faults.
pub async fn withdraw(tx: &mut HubWrite, (person, uid): (PersonId, Uid), consent: i64) -> Result<()> {
    let row = tx.find::<Entity>().filter(Column::Id.eq(consent)).found().await?;
    if row.person_id != person.0 {
        return Err(Error::NotFound);
    }
    grant::end_of_person_at(tx, (person, &row.client_id)).await?;
    tx.delete_where::<Entity>(Column::Id.eq(row.id)).await?;
    let detail = json!({ "client": row.client_id });
    tx.audit(None, "consent.withdrawn", &uid.to_string(), &detail);
    Ok(())
}
