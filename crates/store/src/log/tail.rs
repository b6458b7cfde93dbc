//! Following the log from its end, without a cursor: for effects that live in this process alone.

use super::cursor;
use crate::HubStore;
use kernel::Result;
use kernel::event::Event;
use std::time::Duration;
use tokio::sync::watch;

/// Should a wake-up be missed, the tail looks by itself after so long.
const IDLE: Duration = Duration::from_secs(5);

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

    /// Waits for a commit of this or another process.
    pub async fn wait(&mut self) {
        tokio::select! {
            _ = self.wake.changed() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}
