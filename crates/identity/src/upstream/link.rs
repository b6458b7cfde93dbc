//! Which identity from outside is whose here.

use super::Identified;
use super::entity::{citizen, person};
use crate::person::entity::{ActiveModel as PersonRow, Model as Person};
use crate::refusals::IDENTITY_TAKEN;
use chrono::{DateTime, Utc};
use kernel::{CitizenId, PersonId, Result, Uid};
use sea_orm::{ColumnTrait, Condition, Set};
use store::{HubRead, HubWrite, OnUnique, Unique};

const PERSON: Unique = Unique {
    name: "uq_person_upstream_issuer_subject",
    columns: &["person_upstream.issuer", "person_upstream.subject"],
};
const CITIZEN: Unique = Unique {
    name: "uq_citizen_upstream_issuer_subject",
    columns: &["citizen_upstream.issuer", "citizen_upstream.subject"],
};

/// Which member of staff an identity belongs to.
///
/// # Errors
/// Faults.
pub async fn find_person(db: &HubRead, issuer: &str, subject: &str) -> Result<Option<person::Model>> {
    db.find::<person::Entity>()
        .filter(person::Column::Issuer.eq(issuer))
        .filter(person::Column::Subject.eq(subject))
        .one()
        .await
}

/// Which citizen an identity belongs to.
///
/// # Errors
/// Faults.
pub async fn find_citizen(db: &HubRead, issuer: &str, subject: &str) -> Result<Option<citizen::Model>> {
    db.find::<citizen::Entity>()
        .filter(citizen::Column::Issuer.eq(issuer))
        .filter(citizen::Column::Subject.eq(subject))
        .one()
        .await
}

/// The identities of a member of staff.
///
/// # Errors
/// Faults.
pub(super) async fn of_person(db: &HubRead, person: PersonId) -> Result<Vec<person::Model>> {
    db.find::<person::Entity>()
        .filter(person::Column::PersonId.eq(person.0))
        .asc(person::Column::Id)
        .all()
        .await
}

/// The identities of a citizen.
///
/// # Errors
/// Faults.
pub(crate) async fn of_citizen(db: &HubRead, citizen: CitizenId) -> Result<Vec<citizen::Model>> {
    db.find::<citizen::Entity>()
        .filter(citizen::Column::CitizenId.eq(citizen.0))
        .asc(citizen::Column::Id)
        .all()
        .await
}

/// Ties an identity to an account of staff. The subject stands in the audit by its hash: it may be a number of an
/// identity card.
///
/// # Errors
/// [`IDENTITY_TAKEN`] when it belongs to another account, or the account has another one of this provider; faults.
pub async fn link_person(
    tx: &mut HubWrite,
    (person, uid): (PersonId, Uid),
    found: &Identified,
    now: DateTime<Utc>,
) -> Result<()> {
    if of_person(tx, person)
        .await?
        .iter()
        .any(|link| link.issuer == found.issuer)
    {
        return Err(IDENTITY_TAKEN.into());
    }
    tx.insert(person::ActiveModel {
        person_id: Set(person.0),
        provider: Set(found.provider.clone()),
        issuer: Set(found.issuer.clone()),
        subject: Set(found.subject.clone()),
        created_at: Set(now),
        used_at: Set(None),
        ..Default::default()
    })
    .await
    .on_unique(PERSON, || IDENTITY_TAKEN)?;
    tx.audit(None, "person.upstream_linked", &uid.to_string(), &detail(found));
    Ok(())
}

/// Ties an identity to a citizen's account.
///
/// # Errors
/// As [`link_person`].
pub async fn link_citizen(
    tx: &mut HubWrite,
    (citizen, uid): (CitizenId, Uid),
    found: &Identified,
    now: DateTime<Utc>,
) -> Result<()> {
    if of_citizen(tx, citizen)
        .await?
        .iter()
        .any(|link| link.issuer == found.issuer)
    {
        return Err(IDENTITY_TAKEN.into());
    }
    tx.insert(citizen::ActiveModel {
        citizen_id: Set(citizen.0),
        provider: Set(found.provider.clone()),
        issuer: Set(found.issuer.clone()),
        subject: Set(found.subject.clone()),
        created_at: Set(now),
        used_at: Set(None),
        ..Default::default()
    })
    .await
    .on_unique(CITIZEN, || IDENTITY_TAKEN)?;
    let words = serde_json::json!({ "provider": found.provider });
    tx.audit(None, "citizen.upstream_linked", &uid.to_string(), &words);
    Ok(())
}

fn detail(found: &Identified) -> serde_json::Value {
    let hash: String = crate::token::hash(&format!("{} {}", found.issuer, found.subject))
        .chars()
        .take(16)
        .collect();
    serde_json::json!({ "provider": found.provider, "identity": hash })
}

/// Takes an identity away from an account of staff. Its sign-ins through the provider go on until they end; the
/// administrator ends them on the same page.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults.
pub async fn unlink_person(tx: &mut HubWrite, (person, uid): (PersonId, Uid), link: i64) -> Result<()> {
    let which = Condition::all()
        .add(person::Column::Id.eq(link))
        .add(person::Column::PersonId.eq(person.0));
    let row = tx.find::<person::Entity>().filter(which.clone()).found().await?;
    tx.delete_where::<person::Entity>(which).await?;
    let words = serde_json::json!({ "provider": row.provider });
    tx.audit(None, "person.upstream_unlinked", &uid.to_string(), &words);
    Ok(())
}

/// Takes every identity away from an account of staff; answers how many.
///
/// # Errors
/// Faults.
pub(crate) async fn unlink_all(tx: &mut HubWrite, person: PersonId) -> Result<u64> {
    Ok(tx
        .delete_where::<person::Entity>(person::Column::PersonId.eq(person.0))
        .await?)
}

/// Takes an identity away from a citizen's account.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults.
pub async fn unlink_citizen(tx: &mut HubWrite, (citizen, uid): (CitizenId, Uid), link: i64) -> Result<()> {
    let which = Condition::all()
        .add(citizen::Column::Id.eq(link))
        .add(citizen::Column::CitizenId.eq(citizen.0));
    let row = tx.find::<citizen::Entity>().filter(which.clone()).found().await?;
    tx.delete_where::<citizen::Entity>(which).await?;
    let words = serde_json::json!({ "provider": row.provider });
    tx.audit(None, "citizen.upstream_unlinked", &uid.to_string(), &words);
    Ok(())
}

/// Writes down that an identity was used; the sign-in itself has its audit row.
///
/// # Errors
/// Faults.
pub(super) async fn note_used(tx: &mut HubWrite, link: i64, now: DateTime<Utc>) -> Result<()> {
    tx.exempt("session")?;
    tx.update(person::ActiveModel {
        id: Set(link),
        used_at: Set(Some(now)),
        ..Default::default()
    })
    .await?;
    Ok(())
}

/// Whether an account of staff signs in by the directory. One that does has no password here; one that no longer does
/// gets a one-time link for a new one.
///
/// # Errors
/// Faults.
pub async fn set_directory(tx: &mut HubWrite, person: &Person, directory: bool) -> Result<()> {
    let mut row = PersonRow {
        id: Set(person.id),
        directory: Set(directory),
        ..Default::default()
    };
    if directory {
        row.password_hash = Set(None);
        // A link would set a password beside the directory.
        crate::invitation::revoke_all(tx, person.id).await?;
        crate::factor::totp::forget_pending(tx, person).await?;
    }
    tx.update(row).await?;
    let words = serde_json::json!({ "directory": directory });
    tx.audit(None, "person.directory", &person.uid().to_string(), &words);
    Ok(())
}
