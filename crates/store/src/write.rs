//! The writing door of one site: the proof that somebody may, the transaction, its events and its audit rows.

use crate::audit::Entry;
use crate::conn::Conn;
use crate::log::Draft;
use crate::open::Inner;
use crate::{SiteOwned, SiteRead, WriteError};
use kernel::event::EventBody;
use kernel::{Actor, ChannelId, Error, Granted, Includes, Permission, Result};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter};
use serde::Serialize;
use std::ops::Deref;
use std::sync::Arc;

/// A write transaction on one site by somebody who holds `P` there. Dropping it undoes everything.
pub struct SiteWrite<P: Permission> {
    read: SiteRead,
    granted: Granted<P>,
    pub(crate) outbox: Outbox,
    inner: Arc<Inner>,
}

/// What a commit adds to the effect.
#[derive(Default)]
pub(crate) struct Outbox {
    pub(crate) events: Vec<Draft>,
    pub(crate) audits: Vec<Entry>,
    pub(crate) dirty: bool,
    pub(crate) exempt: bool,
}

impl<P: Permission> Deref for SiteWrite<P> {
    type Target = SiteRead;
    fn deref(&self) -> &SiteRead {
        &self.read
    }
}

impl<P: Permission> SiteWrite<P> {
    pub(crate) fn new(read: SiteRead, granted: Granted<P>, inner: Arc<Inner>) -> Self {
        Self {
            read,
            granted,
            outbox: Outbox::default(),
            inner,
        }
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        self.granted.actor()
    }

    /// The proof itself.
    #[must_use]
    pub fn granted(&self) -> &Granted<P> {
        &self.granted
    }

    /// Refuses a channel outside the grant's scope.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn covers(&self, channel: ChannelId) -> Result<()> {
        self.granted.covers(channel)
    }

    /// Refuses a grant for some channels alone.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn whole_site(&self) -> Result<()> {
        self.granted.whole_site()
    }

    /// Runs an operation that asks for an included permission inside this transaction: `tx = tx.as_::<Q>()`.
    #[must_use]
    pub fn as_<Q: Permission>(self) -> SiteWrite<Q>
    where
        P: Includes<Q>,
    {
        SiteWrite {
            read: self.read,
            granted: self.granted.as_::<Q>(),
            outbox: self.outbox,
            inner: self.inner,
        }
    }

    /// Inserts a row; its `site_id` is set here.
    ///
    /// # Errors
    /// [`WriteError`], to be asked for unique keys or turned into [`Error`] by `?`.
    pub async fn insert<A>(&mut self, mut row: A) -> Result<<A::Entity as EntityTrait>::Model, WriteError>
    where
        A: ActiveModelTrait + Send,
        A::Entity: SiteOwned,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        self.outbox.dirty = true;
        row.set(<A::Entity as SiteOwned>::SITE, self.read.site.0.into());
        A::Entity::insert(row)
            .exec_with_returning(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))
    }

    /// Inserts many rows at once without reading them back.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub async fn insert_many<A>(&mut self, rows: Vec<A>) -> Result<(), WriteError>
    where
        A: ActiveModelTrait + Send,
        A::Entity: SiteOwned,
    {
        if rows.is_empty() {
            return Ok(());
        }
        self.outbox.dirty = true;
        let site = self.read.site.0;
        let rows = rows.into_iter().map(|mut row| {
            row.set(<A::Entity as SiteOwned>::SITE, site.into());
            row
        });
        A::Entity::insert_many(rows)
            .exec_without_returning(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))?;
        Ok(())
    }

    /// Inserts many rows and answers them in order.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub async fn insert_all<A>(
        &mut self,
        rows: Vec<A>,
    ) -> Result<Vec<<A::Entity as EntityTrait>::Model>, WriteError>
    where
        A: ActiveModelTrait + Send,
        A::Entity: SiteOwned,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.outbox.dirty = true;
        let site = self.read.site.0;
        let rows = rows.into_iter().map(|mut row| {
            row.set(<A::Entity as SiteOwned>::SITE, site.into());
            row
        });
        A::Entity::insert_many(rows)
            .exec_with_returning(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))
    }

    /// Updates the row whose primary key is set, if it is this site's.
    ///
    /// # Errors
    /// [`Error::NotFound`] (as `?` gives it) when it is not; otherwise as [`Self::insert`].
    pub async fn update<A>(&mut self, row: A) -> Result<<A::Entity as EntityTrait>::Model, WriteError>
    where
        A: ActiveModelTrait + Send,
        A::Entity: SiteOwned,
        <A::Entity as EntityTrait>::Model: FromQueryResult + IntoActiveModel<A>,
    {
        self.outbox.dirty = true;
        let update = A::Entity::update(row).validate().map_err(WriteError)?;
        update
            .filter(<A::Entity as SiteOwned>::SITE.eq(self.read.site.0))
            .exec(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))
    }

    /// Sets columns on every row of this site that meets `condition`; answers how many.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub async fn update_where<A>(&mut self, row: A, condition: impl IntoCondition) -> Result<u64, WriteError>
    where
        A: ActiveModelTrait + Send,
        A::Entity: SiteOwned,
    {
        self.outbox.dirty = true;
        let update = A::Entity::update_many()
            .set(row)
            .filter(<A::Entity as SiteOwned>::SITE.eq(self.read.site.0))
            .filter(condition.into_condition());
        Ok(update
            .exec(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))?
            .rows_affected)
    }

    /// Sets one column to an expression (a sub-query) on every row of this site that meets `condition`.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub async fn set_where<E: SiteOwned>(
        &mut self,
        column: E::Column,
        value: sea_orm::sea_query::SimpleExpr,
        condition: impl IntoCondition,
    ) -> Result<u64, WriteError> {
        self.outbox.dirty = true;
        let update = E::update_many()
            .col_expr(column, value)
            .filter(E::SITE.eq(self.read.site.0))
            .filter(condition.into_condition());
        Ok(update
            .exec(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))?
            .rows_affected)
    }

    /// Deletes every row of this site that meets `condition`; answers how many.
    ///
    /// # Errors
    /// As [`Self::insert`].
    pub async fn delete_where<E: SiteOwned>(
        &mut self,
        condition: impl IntoCondition,
    ) -> Result<u64, WriteError> {
        self.outbox.dirty = true;
        let delete = E::delete_many()
            .filter(E::SITE.eq(self.read.site.0))
            .filter(condition.into_condition());
        Ok(delete
            .exec(&self.read.conn)
            .await
            .map_err(|error| self.inner.refused(error))?
            .rows_affected)
    }

    /// Waits until no other transaction holds `what`, of whatever site, and holds it until this one ends; as
    /// [`crate::HubWrite::in_turn`].
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn in_turn(&self, what: &str) -> Result<()> {
        let locked = crate::open::in_turn(&self.read.conn, what).await;
        locked.map_err(|error| self.inner.note(error))
    }

    /// Takes `count` numbers from a counter of this site and answers the first. Numbers are never reused.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn take_numbers(&mut self, counter: &str, count: i64) -> Result<i64> {
        self.outbox.dirty = true;
        crate::open::take_numbers(&self.read.conn, self.read.site.0, counter, count)
            .await
            .map_err(|error| self.inner.note(error))
    }

    /// Says what happened: one event and, unless it is imported history, one audit row.
    pub fn emit(&mut self, body: EventBody) {
        self.emit_with(body, &serde_json::Value::Null);
    }

    /// As [`Self::emit`], with words for the audit row (a reason, an opinion). Never personal data.
    pub fn emit_with(&mut self, body: EventBody, detail: &impl Serialize) {
        let backfill = matches!(
            &body,
            EventBody::ArticlePublished(article) | EventBody::ArticleWithdrawn(article) if article.backfill
        );
        if !backfill {
            self.audit(body.kind(), &body.subject(), detail);
        }
        self.outbox.events.push(Draft {
            site: self.read.site,
            body,
        });
    }

    /// Says what follows mechanically from another event of this transaction; that one has the audit row.
    pub fn emit_derived(&mut self, body: EventBody) {
        self.outbox.events.push(Draft {
            site: self.read.site,
            body,
        });
    }

    /// Adds an audit row without an event.
    pub fn audit(&mut self, action: &str, subject: &str, detail: &impl Serialize) {
        self.outbox.audits.push(Entry::new(
            Some(self.read.site),
            self.granted.actor(),
            action,
            subject,
            detail,
        ));
    }

    /// Enqueues a job in this transaction; see [`crate::job`].
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn enqueue<J: crate::job::Job>(&mut self, job: &J) -> Result<()> {
        self.outbox.dirty = true;
        crate::job::enqueue(&self.read.conn, Some(self.read.site), job, self.read.now)
            .await
            .map_err(|error| self.inner.note(error))
    }

    /// Declares that this write needs neither event nor audit row. The reason must stand in [`crate::log::EXEMPT`].
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
