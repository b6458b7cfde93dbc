//! Readers of the log.

use crate::HubWrite;
use kernel::event::Event;
use kernel::{Result, Uid};

/// A place in a log, for readers that keep their own cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which log.
    pub log: Uid,
    /// The last event read.
    pub event: i64,
}

/// A reader whose effect is in the database: effect and cursor commit together.
#[async_trait::async_trait]
pub trait LogReader: Send + Sync {
    /// Stable; the cursor's key.
    fn name(&self) -> &'static str;

    /// How many events that concern it it takes at once.
    fn batch(&self) -> usize {
        200
    }

    /// Whether an event concerns it. Others are passed over together, thousands in one transaction, and not shown to
    /// [`Self::read`]. Only the event itself may be asked: what a reader needs to know from the database may change.
    fn concerns(&self, _event: &Event) -> bool {
        true
    }

    /// Makes the events true in `tx`. Must be idempotent: newer is never overwritten by older.
    async fn read(&self, events: &[Event], tx: &mut HubWrite) -> Result<()>;
}

/// A reader whose effect is elsewhere (the search index, a remote peer). It keeps its own cursor with its effect.
#[async_trait::async_trait]
pub trait ExternalReader: Send + Sync {
    /// Stable; for lists and logs.
    fn name(&self) -> &'static str;

    /// How many events it takes at once.
    fn batch(&self) -> u64 {
        1000
    }

    /// Where it stands; `None` when it has to begin anew from the current truth.
    async fn position(&self) -> Result<Option<Position>>;

    /// From where it has to be given events next. Behind [`Self::position`] where the effect is true but something that
    /// follows from it may have been lost with the process.
    async fn resume(&self) -> Result<Option<Position>> {
        self.position().await
    }

    /// Builds its effect anew from the current truth, which is at least as new as `position`.
    async fn rebuild(&self, position: Position) -> Result<()>;

    /// Makes the events true and remembers `position`. `more` tells that a further batch waits.
    async fn read(&self, events: &[Event], position: Position, more: bool) -> Result<()>;
}
