//! A list gets its next version, and the stock that it concerns is read again.

use super::Kind;
use super::change::{Change, Next};
use super::entity::{self, CHECK_LIST};
use super::group::{self, CHECK_GROUP_LIST};
use crate::check::scan::Rescan;
use crate::permissions::KeepChecks;
use kernel::{Actor, Error, Result, Revision, SiteId, Uid};
use proof::shipped;
use sea_orm::{ColumnTrait, ExprTrait, Set};
use std::time::Duration;
use store::{HubWrite, OnUnique, SiteWrite};

const CAUSE: &str = "词表更新";

/// Changes a site's own list. `seen` is the version that the form showed; 0 for none.
///
/// # Errors
/// [`Error::Stale`] when somebody was faster; [`Error::Invalid`] for what is no change.
pub async fn keep_list(
    tx: &mut SiteWrite<KeepChecks>,
    kind: Kind,
    seen: i64,
    change: Change,
    note: &str,
) -> Result<Next> {
    tx.whole_site()?;
    let note = noted(note)?;
    let standing = entity::Column::List
        .eq(kind.key())
        .and(entity::Column::Standing.eq(true));
    let old = tx.find::<entity::Entity>().filter(standing.clone()).one().await?;
    let n = old.as_ref().map_or(0, |row| row.n);
    if n != seen {
        return Err(Error::Stale(Revision(n)));
    }
    let next = Next::of(kind, old.as_ref().map_or("", |row| &row.entries), change)?;
    let over = entity::ActiveModel {
        standing: Set(false),
        ..Default::default()
    };
    tx.update_where(over, standing).await?;
    let (person, name) = person(tx.actor())?;
    let row = entity::ActiveModel {
        uid: Set(Uid::at(tx.now()).0),
        list: Set(kind.key().to_owned()),
        n: Set(n + 1),
        standing: Set(true),
        entries: Set(next.text.clone()),
        size: Set(next.size),
        added: Set(next.added),
        removed: Set(next.removed),
        note: Set(note),
        person_id: Set(person),
        person_name: Set(name),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    let stored = tx.insert(row).await;
    stored.on_unique(CHECK_LIST, || Error::Busy(Duration::from_millis(100)))?;
    tx.audit(
        "check_list.changed",
        &format!("check_list:{}", kind.key()),
        &told(n + 1, &next),
    );
    tx.enqueue(&Rescan::begin(CAUSE, &Uid::at(tx.now()).to_string()))
        .await?;
    Ok(next)
}

/// Changes a list of the group; every site's stock is read again.
///
/// # Errors
/// As [`keep_list`].
pub async fn keep_group_list(
    tx: &mut HubWrite,
    (portal, sites): (SiteId, &[SiteId]),
    kind: Kind,
    seen: i64,
    change: Change,
    note: &str,
) -> Result<Next> {
    let note = noted(note)?;
    let standing = group::Column::List
        .eq(kind.key())
        .and(group::Column::Standing.eq(true));
    let old = tx.find::<group::Entity>().filter(standing.clone()).one().await?;
    let n = old.as_ref().map_or(0, |row| row.n);
    if n != seen {
        return Err(Error::Stale(Revision(n)));
    }
    let before = match (&old, kind) {
        (Some(row), _) => row.entries.clone(),
        // The list that came with the program is what a group's first change changes.
        (None, Kind::Words(list)) => proof::file::write(list, &shipped(list)),
        (None, Kind::Levels) => String::new(),
    };
    let next = Next::of(kind, &before, change)?;
    let over = group::ActiveModel {
        standing: Set(false),
        ..Default::default()
    };
    tx.update_where(over, standing).await?;
    let (person, name) = person(tx.actor())?;
    let row = group::ActiveModel {
        uid: Set(Uid::at(tx.now()).0),
        list: Set(kind.key().to_owned()),
        n: Set(n + 1),
        standing: Set(true),
        entries: Set(next.text.clone()),
        size: Set(next.size),
        added: Set(next.added),
        removed: Set(next.removed),
        note: Set(note),
        person_id: Set(person),
        person_name: Set(name),
        made_at: Set(tx.now()),
        ..Default::default()
    };
    let stored = tx.insert(row).await;
    stored.on_unique(CHECK_GROUP_LIST, || Error::Busy(Duration::from_millis(100)))?;
    tx.audit(
        Some(portal),
        "check_list.changed",
        &format!("check_group_list:{}", kind.key()),
        &told(n + 1, &next),
    );
    let word = Uid::at(tx.now()).to_string();
    for site in sites {
        tx.enqueue(Some(*site), &Rescan::begin(CAUSE, &format!("{site}:{word}")))
            .await?;
    }
    Ok(next)
}

fn told(n: i64, next: &Next) -> serde_json::Value {
    serde_json::json!({ "version": n, "entries": next.size, "added": next.added, "removed": next.removed })
}

fn noted(note: &str) -> Result<String> {
    let note = note.trim();
    if note.chars().count() > 200 {
        return Err(Error::field("why", "改动说明最多 200 字。"));
    }
    Ok(note.to_owned())
}

/// Whose hand a list's version is; jobs and programs keep no lists.
fn person(actor: &Actor) -> Result<(i64, String)> {
    match actor {
        Actor::Person { id, name } => Ok((id.0, name.clone())),
        Actor::Operator { .. } => Ok((0, actor.label())),
        Actor::Citizen { .. }
        | Actor::Public
        | Actor::Job { .. }
        | Actor::Peer { .. }
        | Actor::Token { .. } => Err(Error::Forbidden("check.keep")),
    }
}
