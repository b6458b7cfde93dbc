//! Guessing is limited: by letter and address, never for the letter alone, or a stranger could lock its writer out.

use super::tries::{self, Column};
use super::{Code, CodeKey};
use chrono::Duration;
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Set};
use std::net::IpAddr;
use store::{HubRead, HubWrite};

/// Wrong codes one address may give for one letter in [`WINDOW`].
const PER_LETTER: i64 = 5;
/// Wrong codes one address may give for all letters.
const PER_ADDRESS: i64 = 20;
/// Minutes.
const WINDOW: i64 = 15;

/// The two counters of a guess, as hashes: no address is kept.
fn keys(key: &CodeKey, number: &str, client: Option<IpAddr>) -> Result<[(String, i64); 2]> {
    let address = match client {
        Some(IpAddr::V6(v6)) => format!("{:x}", v6.to_bits() >> 64),
        Some(IpAddr::V4(v4)) => v4.to_string(),
        None => String::new(),
    };
    let none = Code::read("");
    Ok([
        (key.seal(&format!("try {address} {number}"), &none)?, PER_LETTER),
        (key.seal(&format!("try {address}"), &none)?, PER_ADDRESS),
    ])
}

/// Refuses another guess after too many wrong ones.
///
/// # Errors
/// [`Error::TooMany`] with the time to wait.
pub async fn refuse_guessing(
    read: &HubRead,
    key: &CodeKey,
    number: &str,
    client: Option<IpAddr>,
) -> Result<()> {
    for (key, limit) in keys(key, number, client)? {
        let row = read
            .find::<tries::Entity>()
            .filter(Column::Key.eq(key))
            .filter(Column::BeganAt.gt(read.now() - Duration::minutes(WINDOW)))
            .filter(Column::Count.gte(limit))
            .one()
            .await?;
        if let Some(row) = row {
            let wait = row.began_at + Duration::minutes(WINDOW) - read.now();
            return Err(Error::TooMany(wait.to_std().unwrap_or_default()));
        }
    }
    Ok(())
}

/// Counts a wrong guess.
///
/// # Errors
/// Faults of the database.
pub async fn note_wrong_guess(
    tx: &mut HubWrite,
    site: kernel::SiteId,
    key: &CodeKey,
    number: &str,
    client: Option<IpAddr>,
) -> Result<()> {
    tx.in_turn("letter_try").await?;
    let began = tx.now() - Duration::minutes(WINDOW);
    tx.delete_where::<tries::Entity>(Column::BeganAt.lte(began))
        .await?;
    for (key, _) in keys(key, number, client)? {
        let old = tx
            .find::<tries::Entity>()
            .filter(Column::SiteId.eq(site.0))
            .filter(Column::Key.eq(key.as_str()))
            .one()
            .await?;
        let row = tries::ActiveModel {
            site_id: Set(site.0),
            key: Set(key),
            count: Set(old.as_ref().map_or(0, |old| old.count) + 1),
            began_at: Set(old.as_ref().map_or(tx.now(), |old| old.began_at)),
            ..Default::default()
        };
        match old {
            Some(old) => {
                let id = Set(old.id);
                tx.update(tries::ActiveModel { id, ..row }).await?;
            }
            None => {
                tx.insert(row).await?;
            }
        }
    }
    tx.exempt("letter_try")
}

/// Forgets the guesses at a letter once its writer has given the right code.
///
/// # Errors
/// Faults of the database.
pub async fn forgive(tx: &mut HubWrite, key: &CodeKey, number: &str, client: Option<IpAddr>) -> Result<()> {
    let [(letter, _), _] = keys(key, number, client)?;
    tx.delete_where::<tries::Entity>(Column::Key.eq(letter)).await?;
    tx.exempt("letter_try")
}
