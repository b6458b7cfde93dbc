//! Writing audit rows. Only a commit does it, under the log's lock.

use super::entity;
use super::hash::{Algorithm, GENESIS, hash};
use super::head::Head;
use super::origin;
use super::seal::SealKey;
use crate::error::Sorted;
use chrono::{DateTime, SubsecRound, Utc};
use kernel::{Actor, Error, Result, SiteId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Statement};
use serde::Serialize;

/// An audit row that waits for its commit.
pub(crate) struct Entry {
    site: Option<SiteId>,
    actor: String,
    actor_label: String,
    action: String,
    subject: String,
    detail: String,
    origin: origin::Origin,
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
            origin: origin::current(),
        }
    }

    /// The action's last word tells how it ended.
    fn result(&self) -> &'static str {
        match self.action.rsplit('.').next() {
            Some("refused") => "refused",
            Some("failed") => "failed",
            Some(_) | None => "ok",
        }
    }
}

/// Inserts the rows at the end of the chain and answers its new head. A row's number is one more than that of the row
/// before it, whatever the database's own counter says (PostgreSQL's leaves gaps when a transaction is undone), so that
/// a missing number is a missing row.
pub(crate) async fn append(
    tx: &impl ConnectionTrait,
    entries: Vec<Entry>,
    now: DateTime<Utc>,
    (algorithm, key): (Algorithm, &SealKey),
) -> Result<Option<Head>> {
    if entries.is_empty() {
        return Ok(None);
    }
    let backend = tx.get_database_backend();
    let newest = Statement::from_string(backend, "select id, hash from audit order by id desc limit 1");
    let (mut last, mut previous): (i64, String) = match tx.query_one_raw(newest).await.sorted()? {
        Some(row) => (row.try_get("", "id").sorted()?, row.try_get("", "hash").sorted()?),
        None => (0, GENESIS.to_owned()),
    };
    let at = now.trunc_subsecs(6);
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let result = entry.result().to_owned();
        last += 1;
        let mut row = entity::Model {
            id: last,
            site_id: entry.site.map(|site| site.0),
            at,
            actor: entry.actor,
            actor_label: entry.actor_label,
            action: entry.action,
            subject: entry.subject,
            detail: entry.detail,
            previous: previous.clone(),
            hash: String::new(),
            address: entry.origin.address.map(|address| address.to_string()),
            result,
            request: entry.origin.request.map(|id| id.to_string()),
            algorithm: algorithm.stamp().to_owned(),
            seal: None,
        };
        row.hash = hash(&row).ok_or_else(|| Error::fault("no way to hash an audit row"))?;
        row.seal = Some(key.seal(&row.hash));
        previous.clone_from(&row.hash);
        rows.push(row.into_active_model().reset_all());
    }
    for some in rows.chunks(500) {
        entity::Entity::insert_many(some.to_vec())
            .exec_without_returning(tx)
            .await
            .sorted()?;
    }
    if backend == DbBackend::Postgres {
        // The previous release takes its numbers from the counter; it shall go on where this one ends.
        let follow = "select setval(pg_get_serial_sequence('audit', 'id'), $1)";
        tx.query_one_raw(Statement::from_sql_and_values(backend, follow, [last.into()]))
            .await
            .sorted()?;
    }
    Ok(Some(Head {
        id: last,
        hash: previous,
    }))
}
