//! Guessing is limited: by letter and address, never for the letter alone, or a stranger could lock its writer out. Where
//! the address is not known (this machine itself, a proxy that is not named) nothing is counted, or one visitor would lock the
//! whole city out; a code has 50 bits.

use super::tries::{self, Column};
use super::{Code, CodeKey, Proven, prove_writer};
use crate::counter::counted;
use crate::pool::Pool;
use crate::refusals::CODE_WRONG;
use chrono::Duration;
use gateway::site::entity as site;
use kernel::{Error, Result};
use sea_orm::ColumnTrait;
use std::net::IpAddr;
use store::HubRead;

/// Wrong codes one address may give for one letter in [`WINDOW`].
const PER_LETTER: i64 = 5;
/// Wrong codes one address may give for all letters.
const PER_ADDRESS: i64 = 20;
/// Minutes.
const WINDOW: i64 = 15;

/// The two counters of a guess, as hashes: no address is kept.
fn keys(key: &CodeKey, number: &str, client: IpAddr) -> Result<[(String, i64); 2]> {
    let address = counted(client);
    let none = Code::read("");
    Ok([
        (key.seal(&format!("try {address} {number}"), &none)?, PER_LETTER),
        (key.seal(&format!("try {address}"), &none)?, PER_ADDRESS),
    ])
}

/// As [`prove_writer`], for somebody who may be guessing. The guess is counted before it is judged, and in turn, so that many at
/// once are no more than one after another; a right code is no guess.
///
/// # Errors
/// As [`prove_writer`]; [`Error::TooMany`] with the time to wait.
pub async fn prove_guarded(
    pool: &Pool,
    key: &CodeKey,
    number: &str,
    code: &Code,
    client: Option<IpAddr>,
) -> Result<Proven> {
    let Some(client) = client.filter(|client| !client.is_loopback()) else {
        return prove_writer(&pool.read(), key, number, code).await;
    };
    let counters = keys(key, number.trim(), client)?;
    let mut tx = pool.book().await?;
    tx.in_turn("letter_try").await?;
    let began = tx.now() - Duration::minutes(WINDOW);
    tx.delete_where::<tries::Entity>(Column::BeganAt.lte(began))
        .await?;
    let site = book_site(&tx).await?;
    for (key, limit) in &counters {
        let row = tries::count(&tx, site, key).await?;
        if let Some(row) = row.filter(|row| row.count >= *limit) {
            let wait = row.began_at + Duration::minutes(WINDOW) - tx.now();
            return Err(Error::TooMany(wait.to_std().unwrap_or_default()));
        }
    }
    let proven = prove_writer(&tx, key, number, code).await;
    match &proven {
        Ok(_) => {
            let [(letter, _), _] = counters;
            tx.delete_where::<tries::Entity>(Column::Key.eq(letter)).await?;
        }
        Err(Error::Refused(refusal)) if *refusal == CODE_WRONG => {
            for (key, _) in counters {
                tries::raise(&mut tx, site, key).await?;
            }
        }
        Err(_) => return proven,
    }
    tx.exempt("letter_try")?;
    tx.commit().await?;
    proven
}

/// The site under which all counters stand: whoever guesses on many sites guesses in one place.
async fn book_site(read: &HubRead) -> Result<i64> {
    let first = read.find::<site::Entity>().asc(site::Column::Id).found().await?;
    Ok(first.id)
}
