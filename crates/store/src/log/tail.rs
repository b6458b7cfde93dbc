//! Following the log from its end, without a cursor: for effects that live in this process alone.

use super::cursor;
use crate::HubStore;
use crate::open::Backend;
use kernel::Result;
use kernel::event::Event;
use std::time::Duration;
use tokio::sync::watch;

/// Reads every event from now on.
pub struct Tail {
    hub: HubStore,
    wake: watch::Receiver<i64>,
    position: Option<i64>,
}

impl HubStore {
    /// Begins at the end of the log.
    #[must_use]
    pub fn tail(&self) -> Tail {
        Tail {
            hub: self.clone(),
            wake: self.inner.wake.subscribe(),
            position: None,
        }
    }
}

impl Tail {
    /// What came since the last call; the first call finds the end.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn next(&mut self) -> Result<Vec<Event>> {
        self.wake.borrow_and_update();
        let read = self.hub.read();
        let Some(position) = self.position else {
            self.position = Some(cursor::end(&read).await?);
            return Ok(Vec::new());
        };
        let events = cursor::after(&read, self.hub.inner.log.1, position, 1000).await?;
        if let Some(last) = events.last() {
            self.position = Some(last.id.0);
        }
        Ok(events)
    }

    /// Waits for a commit of this process, or a moment for those of others.
    pub async fn wait(&mut self) {
        let poll = match self.hub.inner.backend {
            Backend::Sqlite => Duration::from_millis(100),
            Backend::Postgres => Duration::from_millis(250),
        };
        tokio::select! {
            _ = self.wake.changed() => {}
            () = tokio::time::sleep(poll) => {}
        }
    }
}
