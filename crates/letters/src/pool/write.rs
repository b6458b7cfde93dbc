//! The writing door into the pool.

use super::{Desk, Help};
use crate::letter::entity::{Column, Entity, Model};
use crate::stats::{Figures, Filter, Kept, Scope};
use kernel::{Actor, Error, Granted, LetterId, Permission, Result, Revision};
use sea_orm::ColumnTrait;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use store::{HubRead, HubStore, HubWrite};

/// Opens the pool; a handler takes it as `Data<Pool>`.
#[derive(Clone)]
pub struct Pool {
    hub: HubStore,
    kept: Arc<Kept>,
}

impl Pool {
    /// On the feature's hub door.
    #[must_use]
    pub fn new(hub: HubStore) -> Self {
        Self {
            hub,
            kept: Arc::default(),
        }
    }

    /// Reads the pool. A page shows only what [`Desk::condition`] or the public list lets through.
    #[must_use]
    pub fn read(&self) -> HubRead {
        self.hub.read()
    }

    /// Reads the pool at one moment, for figures that must tie with one another.
    ///
    /// # Errors
    /// [`Error::Busy`] or a fault.
    pub async fn snapshot(&self) -> Result<HubRead> {
        self.hub.snapshot().await
    }

    /// The figures at the moment of a [`Pool::snapshot`], from the counts that this process keeps.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn figures(&self, read: &HubRead, scope: Scope, filter: &Filter) -> Result<Figures> {
        self.kept.figures(read, scope, filter).await
    }

    /// Opens the feature's own book-keeping: how often somebody guessed.
    ///
    /// # Errors
    /// [`Error::Busy`] or a fault.
    pub(crate) async fn book(&self) -> Result<HubWrite> {
        self.hub.write(Actor::Public).await
    }

    /// Opens the pool for somebody who holds `P` on a site.
    ///
    /// # Errors
    /// [`Error::Busy`] or a fault.
    pub async fn write<P: Permission>(&self, granted: impl Into<Granted<P>>) -> Result<PoolWrite<P>> {
        let granted = granted.into();
        let tx = self.hub.write(granted.actor().clone()).await?;
        let desk = Desk::of(&tx, granted.site()).await?;
        Ok(PoolWrite { tx, granted, desk })
    }
}

/// A write transaction over the letters of one desk by somebody who holds `P`.
pub struct PoolWrite<P: Permission> {
    tx: HubWrite,
    granted: Granted<P>,
    desk: Desk,
}

impl<P: Permission> Deref for PoolWrite<P> {
    type Target = HubWrite;
    fn deref(&self) -> &HubWrite {
        &self.tx
    }
}

impl<P: Permission> DerefMut for PoolWrite<P> {
    fn deref_mut(&mut self) -> &mut HubWrite {
        &mut self.tx
    }
}

impl<P: Permission> PoolWrite<P> {
    /// How far it reaches.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The proof.
    #[must_use]
    pub fn granted(&self) -> &Granted<P> {
        &self.granted
    }

    /// A letter of this desk, as the form saw it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a letter of another desk: its existence is a secret; [`Error::Stale`].
    pub async fn letter(&self, id: LetterId, seen: Revision) -> Result<Model> {
        // Visitors come with the letter's code, never with its number in this database.
        if matches!(self.granted.actor(), Actor::Public | Actor::Citizen { .. }) {
            return Err(Error::NotFound);
        }
        let letter = self
            .tx
            .find::<Entity>()
            .filter(Column::Id.eq(id.0))
            .found()
            .await?;
        if !self.desk.covers(&letter) && self.desk.helps(&self.tx, &letter).await? == Help::No {
            return Err(Error::NotFound);
        }
        if letter.revision == seen.0 {
            Ok(letter)
        } else {
            Err(Error::Stale(Revision(letter.revision)))
        }
    }

    /// The same, for the desk that allots it.
    ///
    /// # Errors
    /// As [`Self::letter`]; [`Error::Forbidden`] for a unit that only handles it.
    pub async fn letter_to_allot(&self, id: LetterId, seen: Revision) -> Result<Model> {
        let letter = self.letter(id, seen).await?;
        if self.desk.allots(&letter) {
            Ok(letter)
        } else {
            Err(Error::Forbidden(P::KEY))
        }
    }

    /// The same, for the desk that answers it: the portal's, or the responsible unit's.
    ///
    /// # Errors
    /// As [`Self::letter`]; [`Error::Forbidden`] for a unit that only helps, or a site it was only written on.
    pub async fn letter_in_hand(&self, id: LetterId, seen: Revision) -> Result<Model> {
        let letter = self.letter(id, seen).await?;
        if self.desk.whole || (self.desk.unit.is_some() && self.desk.unit == letter.unit_id) {
            Ok(letter)
        } else {
            Err(Error::Forbidden(P::KEY))
        }
    }

    /// Commits effect, events and audit rows together.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::ReadOnly`], or a fault; then nothing happened.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }
}
