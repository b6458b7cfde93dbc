//! Counting tries. A try is counted *before* the password is looked at and given back when it was right, so that a
//! hundred tries at once find the same closed door as a hundred in a row.

use super::curve::{Scope, wait};
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::person::Account;
use crate::token;
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use std::net::IpAddr;
use store::{HubWrite, OnUnique, Unique};

const KEY: Unique = Unique {
    name: "signin_delay_pkey",
    columns: &["signin_delay.key"],
};

/// How long a place from which somebody signed in stays known.
const KNOWN: Duration = Duration::days(30);

/// Who tries from where, as the table's keys.
#[derive(Clone, Debug)]
pub struct Attempt {
    pair: String,
    account: String,
    address: String,
    known: String,
    scopes: [Scope; 3],
}

impl Attempt {
    /// A try for an account, which need not exist, from an address.
    #[must_use]
    pub fn new(account: &Account, from: IpAddr) -> Self {
        let network = network(from);
        let key = |kind: &str, what: &str| format!("{kind}:{}", token::hash(what));
        let both = format!("{account} {network}");
        Self {
            pair: key("pair", &both),
            account: key("account", account.as_str()),
            address: key("address", &network),
            known: key("known", &both),
            scopes: Scope::PASSWORD,
        }
    }

    /// A try of the second factor of an account whose password was right. Its counts are its own: a right password does
    /// not end them.
    #[must_use]
    pub fn second(account: &Account, from: IpAddr) -> Self {
        let mut attempt = Self::new(account, from);
        attempt.pair = format!("second-{}", attempt.pair);
        attempt.account = format!("second-{}", attempt.account);
        attempt.scopes = Scope::SECOND;
        attempt
    }

    fn key(&self, scope: Scope) -> &str {
        match scope {
            Scope::Pair => &self.pair,
            Scope::Account | Scope::Factor => &self.account,
            Scope::Address => &self.address,
        }
    }
}

/// An IPv6 customer has a whole /64 to choose addresses from.
pub(crate) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Counts a try as failed, unless it comes too early.
///
/// # Errors
/// [`Error::TooMany`] with the time to wait; faults.
pub async fn begin_attempt(tx: &mut HubWrite, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    tx.exempt("signin_delay")?;
    let keys = [&attempt.pair, &attempt.account, &attempt.address, &attempt.known];
    let rows = tx.find::<Entity>().filter(Column::Key.is_in(keys)).all().await?;
    let row = |key: &str| rows.iter().find(|row| row.key == key);
    let known = row(&attempt.known).is_some_and(|row| row.until > now);
    // Strangers cause the other counts, in the same office too: whoever signed in from here before does not wait for them.
    let closed = |scope: &Scope| *scope == Scope::Pair || !known;
    let until = attempt
        .scopes
        .iter()
        .filter(|s| closed(s))
        .filter_map(|s| row(attempt.key(*s)))
        .map(|r| r.until)
        .max();
    if let Some(left) = until
        .map(|until| until - now)
        .filter(|left| *left > Duration::zero())
    {
        return Err(Error::TooMany(left.to_std().unwrap_or_default()));
    }
    for scope in attempt.scopes {
        let key = attempt.key(scope);
        count(tx, scope, key, row(key), now).await?;
    }
    Ok(())
}

async fn count(
    tx: &mut HubWrite,
    scope: Scope,
    key: &str,
    row: Option<&Model>,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = row
        .filter(|row| now - row.last_at < scope.memory())
        .map_or(0, |row| row.failures);
    let failures = before + 1;
    let counted = fill(key, failures, now + wait(scope, failures), now);
    let Some(row) = row else {
        tx.insert(counted).await.on_unique(KEY, busy)?;
        return Ok(());
    };
    // Somebody who counted in between must be seen: then this try begins again.
    let unchanged = Condition::all()
        .add(Column::Key.eq(key))
        .add(Column::Failures.eq(row.failures));
    if tx.update_where(counted, unchanged).await? == 0 {
        return Err(busy());
    }
    Ok(())
}

fn busy() -> Error {
    Error::Busy(std::time::Duration::from_millis(50))
}

fn fill(key: &str, failures: i64, until: DateTime<Utc>, last_at: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        key: Set(key.to_owned()),
        failures: Set(failures),
        until: Set(until),
        last_at: Set(last_at),
    }
}

/// How long a try of this kind has to wait now, for the audit.
///
/// # Errors
/// Faults.
pub async fn current_wait(tx: &HubWrite, attempt: &Attempt, now: DateTime<Utc>) -> Result<Duration> {
    let keys = [&attempt.pair, &attempt.account, &attempt.address];
    let rows = tx.find::<Entity>().filter(Column::Key.is_in(keys)).all().await?;
    let until = rows.iter().map(|row| row.until).max().unwrap_or(now);
    Ok((until - now).max(Duration::zero()))
}

/// Gives the try back: it was right. The account's counts end, the place is known from now on.
///
/// # Errors
/// Faults.
pub async fn note_success(tx: &mut HubWrite, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    give_back(tx, attempt, now).await?;
    note_known(tx, attempt, now).await
}

/// Gives the try back: it was right. The account's counts end.
///
/// # Errors
/// Faults.
pub async fn give_back(tx: &mut HubWrite, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    tx.exempt("signin_delay")?;
    tx.delete_where::<Entity>(Column::Key.is_in([&attempt.pair, &attempt.account]))
        .await?;
    // Other accounts may be under attack from this very address, so only this try is taken off.
    if let Some(row) = tx
        .find::<Entity>()
        .filter(Column::Key.eq(&attempt.address))
        .one()
        .await?
    {
        let failures = (row.failures - 1).max(0);
        tx.update(fill(
            &attempt.address,
            failures,
            now + wait(Scope::Address, failures),
            row.last_at,
        ))
        .await?;
    }
    Ok(())
}

/// Somebody signed in from here: strangers elsewhere do not hold up the next sign-in.
///
/// # Errors
/// Faults.
pub async fn note_known(tx: &mut HubWrite, attempt: &Attempt, now: DateTime<Utc>) -> Result<()> {
    tx.delete_where::<Entity>(Column::Key.eq(&attempt.known)).await?;
    tx.insert(fill(&attempt.known, 0, now + KNOWN, now))
        .await
        .on_unique(KEY, busy)?;
    forget_old(tx, now).await
}

/// Drops what no longer counts.
///
/// # Errors
/// Faults.
pub async fn forget_old(tx: &mut HubWrite, now: DateTime<Utc>) -> Result<()> {
    let old = Condition::all()
        .add(Column::LastAt.lt(now - Scope::Pair.memory()))
        .add(Column::Until.lt(now));
    tx.delete_where::<Entity>(old).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_a_64_are_one_and_mapped_addresses_are_ipv4() {
        let text = |address: &str| network(address.parse().unwrap());
        assert_eq!(text("2001:db8:1:2:3:4:5:6"), text("2001:db8:1:2:ffff::1"));
        assert_ne!(text("2001:db8:1:2::1"), text("2001:db8:1:3::1"));
        assert_eq!(text("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
