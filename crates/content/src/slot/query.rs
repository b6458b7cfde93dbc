//! Reading slots.

use super::Place;
use super::entity::{Column, Entity, Model};
use chrono::Duration;
use kernel::{ArticleId, Error, PersonId, Result};
use sea_orm::{ColumnTrait, ExprTrait};
use sha2::{Digest, Sha256};
use store::SiteRead;

/// How fresh a sign of life must be to say that somebody is editing.
const PRESENT: Duration = Duration::minutes(1);
/// How many unsaved new texts are offered.
const OFFERED: u64 = 5;

pub(super) fn key_of(secret: &str) -> String {
    let hash = Sha256::digest(secret.as_bytes());
    hash.iter()
        .fold(String::from("k:"), |key, byte| format!("{key}{byte:02x}"))
}

/// The person's slot of an article.
///
/// # Errors
/// Faults of the database.
pub async fn of_article(read: &SiteRead, person: PersonId, id: ArticleId) -> Result<Option<Model>> {
    let key = Place::Article(id).key(person);
    read.find::<Entity>().filter(Column::Key.eq(key)).one().await
}

/// The person's new texts, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn new_texts(read: &SiteRead, person: PersonId) -> Result<Vec<Model>> {
    let own = read
        .find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .filter(Column::ArticleId.is_null());
    own.desc(Column::ChangedAt).limit(OFFERED).all().await
}

/// What the browser with this secret laid aside.
///
/// # Errors
/// Faults of the database.
pub async fn laid_aside(read: &SiteRead, secret: &str) -> Result<Option<Model>> {
    let row = read.find::<Entity>().filter(Column::Key.eq(key_of(secret)));
    row.one().await
}

/// A slot of the person's own, or one that the browser's secret opens.
///
/// # Errors
/// [`Error::NotFound`] for every other.
pub async fn own(read: &SiteRead, id: i64, person: Option<PersonId>, secret: Option<&str>) -> Result<Model> {
    let slot = read.find::<Entity>().filter(Column::Id.eq(id)).found().await?;
    let mine = slot.person_id.is_some() && slot.person_id == person.map(|person| person.0);
    let aside = slot.person_id.is_none() && secret.is_some_and(|secret| slot.key == key_of(secret));
    if mine || aside {
        Ok(slot)
    } else {
        Err(Error::NotFound)
    }
}

/// The name of somebody who typed here lately.
///
/// # Errors
/// Faults of the database.
pub async fn name_of(read: &SiteRead, person: PersonId) -> Result<Option<String>> {
    let row = read
        .find::<Entity>()
        .filter(Column::PersonId.eq(person.0))
        .limit(1);
    Ok(row.one().await?.map(|row| row.person_name))
}

/// Who else has the article's form open, by name.
///
/// # Errors
/// Faults of the database.
pub async fn others(read: &SiteRead, person: PersonId, id: ArticleId) -> Result<Vec<String>> {
    let open = read
        .find::<Entity>()
        .filter(Column::ArticleId.eq(id.0))
        .filter(Column::PersonId.is_not_null().and(Column::PersonId.ne(person.0)))
        .filter(Column::SeenAt.gt(read.now() - PRESENT));
    let rows = open.asc(Column::PersonName).all().await?;
    Ok(rows.into_iter().map(|row| row.person_name).collect())
}
