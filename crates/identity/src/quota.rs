//! How often something may happen within an hour, per person, target or address. The counts share the table of the
//! sign-in delay, as they are of its kind and are forgotten the same way.

use crate::delay::entity::{ActiveModel, Column, Entity};
use crate::refusals::{ACCOUNT_TAKEN, NO_SUCH_ACCOUNT};
use crate::{Identity, token};
use chrono::{DateTime, Duration, Utc};
use kernel::{Actor, Error, PersonId, Result};
use sea_orm::{ColumnTrait, Set};
use store::HubWrite;

/// The time in which is counted.
const WINDOW: Duration = Duration::hours(1);

/// Counts one more of `kind` for `what`; answers the time to wait when that was one too many.
///
/// # Errors
/// Faults.
pub(crate) async fn take(
    tx: &mut HubWrite,
    (kind, what): (&str, &str),
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Option<Duration>> {
    tx.exempt("signin_delay")?;
    let key = format!("{kind}:{}", token::hash(what));
    tx.in_turn(&key).await?;
    let row = tx.find::<Entity>().filter(Column::Key.eq(&key)).one().await?;
    let open = row.filter(|row| row.until > now);
    let taken = open.as_ref().map_or(0, |row| row.failures);
    let until = open.map_or(now + WINDOW, |row| row.until);
    if taken >= limit {
        return Ok(Some(until - now));
    }
    tx.delete_where::<Entity>(Column::Key.eq(&key)).await?;
    let counted = ActiveModel {
        key: Set(key),
        failures: Set(taken + 1),
        until: Set(until),
        last_at: Set(now),
    };
    tx.insert(counted).await?;
    Ok(None)
}

/// So many account names an hour may turn out to be free or taken for one administrator. Whoever opens accounts must hear
/// that a name is taken; nobody needs to hear it hundreds of times.
const LOOK_UPS: i64 = 30;

/// Does what may tell whether an account exists, in the name of an administrator, and counts when it told.
///
/// # Errors
/// [`Error::TooMany`]; what the work answers.
pub(crate) async fn look_up<T>(
    identity: &Identity,
    person: PersonId,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let key = format!("lookup:{}", token::hash(&person.to_string()));
    let db = identity.hub.read();
    let row = db.find::<Entity>().filter(Column::Key.eq(&key)).one().await?;
    let now = identity.now();
    if let Some(row) = row.filter(|row| row.until > now && row.failures >= LOOK_UPS) {
        return Err(Error::TooMany((row.until - now).to_std().unwrap_or_default()));
    }
    let done = work.await;
    if let Err(Error::Refused(refusal)) = &done
        && [NO_SUCH_ACCOUNT, ACCOUNT_TAKEN].contains(refusal)
    {
        told(identity, person, 1).await?;
    }
    done
}

/// Counts names that were told.
///
/// # Errors
/// [`Error::TooMany`]; faults.
pub(crate) async fn told(identity: &Identity, person: PersonId, times: usize) -> Result<()> {
    let mut tx = identity.hub.write(Actor::Public).await?;
    let now = identity.now();
    let mut over = None;
    for _ in 0..times {
        over = take(&mut tx, ("lookup", &person.to_string()), LOOK_UPS, now).await?;
        if over.is_some() {
            break;
        }
    }
    tx.commit().await?;
    match over {
        Some(wait) => Err(Error::TooMany(wait.to_std().unwrap_or_default())),
        None => Ok(()),
    }
}
