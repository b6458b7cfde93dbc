//! How many codes go out: to a target, so that nobody's mailbox is bombed; from an address, so that nobody does it by
//! the thousand. Counted before anything is sent, known target or not.

use super::Cipher;
use super::entity::quota::{ActiveModel, Column, Entity};
use chrono::{DateTime, Duration, Utc};
use kernel::{Error, Result};
use sea_orm::{ColumnTrait, Condition, Set};
use std::net::IpAddr;
use store::{HubWrite, OnUnique, Unique};

const KEY: Unique = Unique {
    name: "citizen_quota_pkey",
    columns: &["citizen_quota.key"],
};

/// What is counted, and how much of it an hour takes.
#[derive(Clone, Copy, Debug)]
struct Bound {
    kind: &'static str,
    most: i64,
    gap: Duration,
}

/// A target from one address, a target from wherever, an address for whatever target.
const BOUNDS: [Bound; 3] = [
    Bound {
        kind: "pair",
        most: 5,
        gap: Duration::seconds(60),
    },
    Bound {
        kind: "target",
        most: 10,
        gap: Duration::zero(),
    },
    Bound {
        kind: "address",
        most: 30,
        gap: Duration::zero(),
    },
];

const WINDOW: Duration = Duration::hours(1);

/// Counts one code to be sent.
///
/// # Errors
/// [`Error::TooMany`] with the time to wait; [`Error::Busy`] when somebody counted in between; faults.
pub(super) async fn take(
    tx: &mut HubWrite,
    cipher: &Cipher,
    (target, from): (&str, IpAddr),
    now: DateTime<Utc>,
) -> Result<()> {
    let network = crate::delay::network(from);
    for bound in BOUNDS {
        let what = match bound.kind {
            "pair" => format!("{target} {network}"),
            "target" => target.to_owned(),
            _ => network.clone(),
        };
        count(tx, bound, &cipher.key_of(bound.kind, &what), now).await?;
    }
    tx.delete_where::<Entity>(Column::LastAt.lt(now - WINDOW * 2))
        .await?;
    Ok(())
}

async fn count(tx: &mut HubWrite, bound: Bound, key: &str, now: DateTime<Utc>) -> Result<()> {
    let row = tx.find::<Entity>().filter(Column::Key.eq(key)).one().await?;
    let fill = |count: i64, began_at| ActiveModel {
        key: Set(key.to_owned()),
        count: Set(count),
        began_at: Set(began_at),
        last_at: Set(now),
    };
    let Some(row) = row else {
        tx.insert(fill(1, now)).await.on_unique(KEY, busy)?;
        return Ok(());
    };
    let fresh = now - row.began_at >= WINDOW;
    let wait = if fresh {
        Duration::zero()
    } else if row.count >= bound.most {
        WINDOW - (now - row.began_at)
    } else {
        bound.gap - (now - row.last_at)
    };
    if wait > Duration::zero() {
        return Err(Error::TooMany(wait.to_std().unwrap_or_default()));
    }
    let next = if fresh {
        fill(1, now)
    } else {
        fill(row.count + 1, row.began_at)
    };
    let unchanged = Condition::all()
        .add(Column::Key.eq(key))
        .add(Column::Count.eq(row.count))
        .add(Column::LastAt.eq(row.last_at));
    if tx.update_where(next, unchanged).await? == 0 {
        return Err(busy());
    }
    Ok(())
}

fn busy() -> Error {
    Error::Busy(std::time::Duration::from_millis(50))
}
