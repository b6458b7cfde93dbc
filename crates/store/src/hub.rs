//! Hub duties: what one box does for all its sites. Only the holder of the [`HubKey`] opens these doors, and
//! each feature that gets one says why in its `Feature`.

use crate::audit::Entry;
use crate::conn::Conn;
use crate::error::Sorted;
use crate::log::Draft;
use crate::open::Inner;
use crate::write::Outbox;
use crate::{Query, Store, WriteError};
use chrono::{DateTime, Utc};
use kernel::event::EventBody;
use kernel::{Actor, Clocks, Error, Result, SiteId};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, Statement,
    Value,
};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// The key to all sites of this box. [`crate::open`] makes one and gives it to `main`.
pub struct HubKey(pub(crate) ());

impl HubKey {
    /// Opens the hub doors for a feature; `why` is what its `Feature` declares.
    #[must_use]
    pub fn grant(&self, store: &Store, why: &'static str) -> HubStore {
        HubStore {
            inner: store.inner.clone(),
            why,
        }
    }
}

/// Opens reads and writes over all sites.
#[derive(Clone)]
pub struct HubStore {
    pub(crate) inner: Arc<Inner>,
    why: &'static str,
}

impl HubStore {
    /// Why it was granted.
    #[must_use]
    pub fn why(&self) -> &'static str {
        self.why
    }

    /// The two clocks of the box.
    #[must_use]
    pub fn clocks(&self) -> &Clocks {
        &self.inner.clocks
    }

    /// A read over all sites.
    #[must_use]
    pub fn read(&self) -> HubRead {
        HubRead {
            conn: Conn::Pool(self.inner.reader.clone()),
            now: self.inner.clocks.domain.now(),
        }
    }

    /// A read over all sites at one moment: whatever is written meanwhile, what it answers belongs together. It holds a
    /// connection until it is dropped, and its reads follow one another.
    ///
    /// # Errors
    /// [`Error::Busy`] or a fault.
    pub async fn snapshot(&self) -> Result<HubRead> {
        Ok(HubRead {
            conn: Conn::Tx(Arc::new(self.inner.begin_read().await?)),
            now: self.inner.clocks.domain.now(),
        })
    }

    /// A write over all sites.
    ///
    /// # Errors
    /// [`Error::Busy`] or a fault.
    pub async fn write(&self, actor: Actor) -> Result<HubWrite> {
        let tx = self.inner.begin(None).await?;
        let now = self.inner.clocks.domain.now();
        let read = HubRead {
            conn: Conn::Tx(Arc::new(tx)),
            now,
        };
        Ok(HubWrite {
            read,
            actor,
            outbox: Outbox::default(),
            inner: self.inner.clone(),
        })
    }
}

/// Reads over all sites.
pub struct HubRead {
    pub(crate) conn: Conn,
    pub(crate) now: DateTime<Utc>,
}

impl HubRead {
    /// Domain time when this door was opened.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// All rows of `E`, whatever their site.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one home of a select over all sites"
    )]
    pub fn find<E: EntityTrait>(&self) -> Query<'_, E> {
        Query {
            select: E::find(),
            conn: &self.conn,
            site: None,
        }
    }

    /// How many rows a table has.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn count_rows(&self, table: &'static str) -> Result<i64> {
        let backend = self.conn.get_database_backend();
        let statement = Statement::from_string(backend, format!("select count(*) as n from {table}"));
        let row = self
            .conn
            .query_one_raw(statement)
            .await
            .sorted()?
            .ok_or(Error::NotFound)?;
        row.try_get("", "n").sorted()
    }

    /// SQL over all sites, parameters as `$1` …
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn report<M: FromQueryResult>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<M>> {
        let statement = Statement::from_sql_and_values(self.conn.get_database_backend(), sql, values);
        let rows = self.conn.query_all_raw(statement).await.sorted()?;
        rows.iter()
            .map(|row| M::from_query_result(row, "").sorted())
            .collect()
    }
}

/// A write transaction over all sites.
pub struct HubWrite {
    read: HubRead,
    actor: Actor,
    pub(crate) outbox: Outbox,
    inner: Arc<Inner>,
}

impl std::ops::Deref for HubWrite {
    type Target = HubRead;
    fn deref(&self) -> &HubRead {
        &self.read
    }
}

impl HubWrite {
    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Inserts a row as it is.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn insert<A>(&mut self, row: A) -> Result<<A::Entity as EntityTrait>::Model, WriteError>
    where
        A: ActiveModelTrait + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        self.outbox.dirty = true;
        A::Entity::insert(row)
            .exec_with_returning(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))
    }

    /// Inserts many rows at once without reading them back.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn insert_many<A>(&mut self, rows: Vec<A>) -> Result<(), WriteError>
    where
        A: ActiveModelTrait + Send,
    {
        if rows.is_empty() {
            return Ok(());
        }
        self.outbox.dirty = true;
        A::Entity::insert_many(rows)
            .exec_without_returning(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))?;
        Ok(())
    }

    /// Inserts many rows and answers them in order.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn insert_all<A>(
        &mut self,
        rows: Vec<A>,
    ) -> Result<Vec<<A::Entity as EntityTrait>::Model>, WriteError>
    where
        A: ActiveModelTrait + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.outbox.dirty = true;
        A::Entity::insert_many(rows)
            .exec_with_returning(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))
    }

    /// Updates the row whose primary key is set.
    ///
    /// # Errors
    /// [`WriteError`], which `?` turns into [`Error::NotFound`] when there is no such row.
    pub async fn update<A>(&mut self, row: A) -> Result<<A::Entity as EntityTrait>::Model, WriteError>
    where
        A: ActiveModelTrait + Send,
        <A::Entity as EntityTrait>::Model: FromQueryResult + IntoActiveModel<A>,
    {
        self.outbox.dirty = true;
        A::Entity::update(row)
            .exec(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))
    }

    /// Sets columns on every row that meets `condition`; answers how many.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn update_where<A>(&mut self, row: A, condition: impl IntoCondition) -> Result<u64, WriteError>
    where
        A: ActiveModelTrait + Send,
    {
        self.outbox.dirty = true;
        let update = A::Entity::update_many()
            .set(row)
            .filter(condition.into_condition());
        Ok(update
            .exec(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))?
            .rows_affected)
    }

    /// Deletes every row that meets `condition`; answers how many.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn delete_where<E: EntityTrait>(
        &mut self,
        condition: impl IntoCondition,
    ) -> Result<u64, WriteError> {
        self.outbox.dirty = true;
        let delete = E::delete_many().filter(condition.into_condition());
        Ok(delete
            .exec(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))?
            .rows_affected)
    }

    /// Waits until no other transaction holds `what`, and holds it until this one ends. For rules that read many rows
    /// before they write: PostgreSQL shows two transactions the same rows. SQLite has one writer anyway.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn in_turn(&self, what: &str) -> Result<()> {
        let locked = crate::open::in_turn(&self.read.conn, what).await;
        locked.map_err(|error| self.inner.note(error))
    }

    /// Takes numbers from the counter of each of these sites, each named once, and answers each site's first.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn take_all_numbers(
        &mut self,
        counter: &str,
        wanted: &[(SiteId, i64)],
    ) -> Result<HashMap<SiteId, i64>> {
        self.outbox.dirty = true;
        let wanted: Vec<(i64, i64)> = wanted.iter().map(|(site, count)| (site.0, *count)).collect();
        let taken = crate::open::take_all_numbers(&self.read.conn, counter, &wanted).await;
        let taken = taken.map_err(|error| self.inner.note(error))?;
        Ok(taken
            .into_iter()
            .map(|(site, first)| (SiteId(site), first))
            .collect())
    }

    /// Takes `count` numbers from a counter of a site and answers the first.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn take_numbers(&mut self, site: SiteId, counter: &str, count: i64) -> Result<i64> {
        self.outbox.dirty = true;
        crate::open::take_numbers(&self.read.conn, site.0, counter, count)
            .await
            .map_err(|error| self.inner.note(error))
    }

    /// Says what happened on a site: one event and one audit row.
    pub fn emit(&mut self, site: SiteId, body: EventBody) {
        self.emit_with(site, body, &serde_json::Value::Null);
    }

    /// As [`Self::emit`], with words for the audit row. Never personal data.
    pub fn emit_with(&mut self, site: SiteId, body: EventBody, detail: &impl Serialize) {
        self.audit(Some(site), body.kind(), &body.subject(), detail);
        self.outbox.events.push(Draft { site, body });
    }

    /// As [`Self::emit_with`], for an act on the whole group: the event goes to those who listen on `site`, but the audit row
    /// belongs to no site, so that no site's administrator reads it.
    pub fn emit_for_all(&mut self, site: SiteId, body: EventBody, detail: &impl Serialize) {
        self.audit(None, body.kind(), &body.subject(), detail);
        self.outbox.events.push(Draft { site, body });
    }

    /// Says what follows mechanically from another event (a projection); the first event has the audit row.
    pub fn emit_derived(&mut self, site: SiteId, body: EventBody) {
        self.outbox.events.push(Draft { site, body });
    }

    /// Adds an audit row without an event.
    pub fn audit(&mut self, site: Option<SiteId>, action: &str, subject: &str, detail: &impl Serialize) {
        self.outbox
            .audits
            .push(Entry::new(site, &self.actor, action, subject, detail));
    }

    /// Enqueues a job in this transaction.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn enqueue<J: crate::job::Job>(&mut self, site: Option<SiteId>, job: &J) -> Result<()> {
        self.outbox.dirty = true;
        crate::job::enqueue(&self.read.conn, site, job, self.read.now)
            .await
            .map_err(|error| self.inner.note(error))
    }

    /// Declares that this write needs neither event nor audit row; see [`crate::log::EXEMPT`].
    ///
    /// # Errors
    /// A fault for a reason that is not on the list.
    pub fn exempt(&mut self, reason: &str) -> Result<()> {
        if !crate::log::EXEMPT.contains(&reason) {
            return Err(Error::fault(format!(
                "{reason} is not exempt from event and audit"
            )));
        }
        self.outbox.exempt = true;
        Ok(())
    }

    /// Commits effect, events and audit rows together.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::ReadOnly`], or a fault; then nothing happened.
    pub async fn commit(self) -> Result<()> {
        let Conn::Tx(tx) = self.read.conn else {
            return Err(Error::fault("a write without transaction"));
        };
        self.inner.commit(tx, self.outbox, self.read.now).await
    }
}
