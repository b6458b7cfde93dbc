//! Writing audit rows. Only a commit does it, under the log's lock.

use super::entity;
use super::head::Head;
use crate::error::Sorted;
use chrono::{DateTime, SubsecRound, Utc};
use kernel::{Actor, Error, Result, SiteId};
use sea_orm::{ConnectionTrait, EntityTrait, Set, Statement};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The hash before the first row.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An audit row that waits for its commit.
pub(crate) struct Entry {
    site: Option<SiteId>,
    actor: String,
    actor_label: String,
    action: String,
    subject: String,
    detail: String,
}

impl Entry {
    pub(crate) fn new(
        site: Option<SiteId>,
        actor: &Actor,
        action: &str,
        subject: &str,
        detail: &impl Serialize,
    ) -> Self {
        Self {
            site,
            actor: serde_json::to_string(actor).unwrap_or_default(),
            actor_label: actor.label(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: serde_json::to_string(detail).unwrap_or_default(),
        }
    }
}

/// The hash of a row over the row before it.
pub(super) fn hash(previous: &str, row: &entity::Model) -> String {
    let site = row.site_id.map_or_else(String::new, |site| site.to_string());
    let at = row.at.timestamp_micros().to_string();
    let mut sha = Sha256::new();
    for part in [
        previous,
        &site,
        &at,
        &row.actor,
        &row.actor_label,
        &row.action,
        &row.subject,
        &row.detail,
    ] {
        sha.update(part.len().to_be_bytes());
        sha.update(part.as_bytes());
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Inserts the rows at the end of the chain and answers its new head.
pub(crate) async fn append(
    tx: &impl ConnectionTrait,
    entries: Vec<Entry>,
    now: DateTime<Utc>,
) -> Result<Option<Head>> {
    if entries.is_empty() {
        return Ok(None);
    }
    let backend = tx.get_database_backend();
    let newest = Statement::from_string(backend, "select hash from audit order by id desc limit 1");
    let mut previous = match tx.query_one_raw(newest).await.sorted()? {
        Some(row) => row.try_get("", "hash").sorted()?,
        None => GENESIS.to_owned(),
    };
    let at = now.trunc_subsecs(6);
    let mut head = None;
    for entry in entries {
        let mut row = entity::Model {
            id: 0,
            site_id: entry.site.map(|site| site.0),
            at,
            actor: entry.actor,
            actor_label: entry.actor_label,
            action: entry.action,
            subject: entry.subject,
            detail: entry.detail,
            previous: previous.clone(),
            hash: String::new(),
        };
        row.hash = hash(&previous, &row);
        previous.clone_from(&row.hash);
        let active = entity::ActiveModel {
            id: sea_orm::NotSet,
            site_id: Set(row.site_id),
            at: Set(row.at),
            actor: Set(row.actor),
            actor_label: Set(row.actor_label),
            action: Set(row.action),
            subject: Set(row.subject),
            detail: Set(row.detail),
            previous: Set(row.previous),
            hash: Set(row.hash),
        };
        let stored = entity::Entity::insert(active)
            .exec_with_returning(tx)
            .await
            .sorted()?;
        head = Some(Head {
            id: stored.id,
            hash: stored.hash,
        });
    }
    head.map_or_else(
        || Err(Error::fault("no audit row was written")),
        |head| Ok(Some(head)),
    )
}
