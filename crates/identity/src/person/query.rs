//! Reading people.

use super::Account;
use super::entity::{Column, Entity, Model};
use kernel::{PersonId, Result, Uid};
use sea_orm::{ColumnTrait, ExprTrait};
use store::HubRead;

/// The person of an account, if there is one.
///
/// # Errors
/// Faults of the database.
pub async fn by_account(db: &HubRead, account: &Account) -> Result<Option<Model>> {
    db.find::<Entity>()
        .filter(Column::Account.eq(account.as_str()))
        .one()
        .await
}

/// A person by number.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults of the database.
pub async fn by_id(db: &HubRead, person: PersonId) -> Result<Model> {
    db.find::<Entity>().filter(Column::Id.eq(person.0)).found().await
}

/// A person by uid, if there is one.
///
/// # Errors
/// Faults of the database.
pub async fn by_uid(db: &HubRead, person: Uid) -> Result<Option<Model>> {
    db.find::<Entity>().filter(Column::Uid.eq(person.0)).one().await
}

/// A page of all people, by account.
///
/// # Errors
/// Faults of the database.
pub async fn list(db: &HubRead, words: &str, page: u64, size: u64) -> Result<(Vec<Model>, u64)> {
    let words = Some(words.trim()).filter(|words| !words.is_empty());
    db.find::<Entity>()
        .filter_some(words, |words| {
            Column::Account.contains(words).or(Column::Name.contains(words))
        })
        .asc(Column::Account)
        .page(page, size)
        .await
}
