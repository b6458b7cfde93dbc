//! Runs the readers: one task each, woken by commits of this process, polling for those of others.

use super::cursor;
use super::reader::{ExternalReader, LogReader, Position};
use crate::{HubRead, HubStore};
use kernel::event::Event;
use kernel::{Actor, Error, Result};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tracing::{error, warn};

/// Should a wake-up be missed, a reader looks by itself after so long.
const IDLE: Duration = Duration::from_secs(5);
/// So often a batch is filled up with further events when some did not concern the reader.
const LOOKS: usize = 10;
/// A poison event is tried this often, then parked.
const TRIES: i64 = 5;

/// All readers of this box. It runs where the reader lease is held.
#[derive(Clone)]
pub struct Runner {
    hub: HubStore,
    readers: Vec<Arc<dyn LogReader>>,
    external: Vec<Arc<dyn ExternalReader>>,
}

impl Runner {
    /// A runner without readers.
    #[must_use]
    pub fn new(hub: HubStore) -> Self {
        Self {
            hub,
            readers: Vec::new(),
            external: Vec::new(),
        }
    }

    /// Adds a reader with a database effect. Order matters for [`Self::settle`] only.
    pub fn add(&mut self, reader: Arc<dyn LogReader>) {
        self.readers.push(reader);
    }

    /// Adds a reader with an effect elsewhere.
    pub fn add_external(&mut self, reader: Arc<dyn ExternalReader>) {
        self.external.push(reader);
    }

    /// Runs until `stop` turns true.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let mut tasks = tokio::task::JoinSet::new();
        for index in 0..self.readers.len() + self.external.len() {
            tasks.spawn(self.clone().run_one(index, stop.clone()));
        }
        while tasks.join_next().await.is_some() {}
    }

    async fn run_one(self, index: usize, mut stop: watch::Receiver<bool>) {
        let mut wake = self.hub.inner.wake.subscribe();
        let mut pause = Duration::ZERO;
        while !*stop.borrow() {
            wake.borrow_and_update();
            match self.step(index).await {
                Ok(true) => {
                    pause = Duration::ZERO;
                    continue;
                }
                Ok(false) => pause = Duration::ZERO,
                Err(error) => {
                    pause = (pause * 2).clamp(Duration::from_millis(100), Duration::from_secs(10));
                    warn!(reader = self.name(index), %error, "A log reader failed; trying again");
                }
            }
            tokio::select! {
                _ = wake.changed(), if pause.is_zero() => {}
                () = tokio::time::sleep(if pause.is_zero() { IDLE } else { pause }) => {}
                _ = stop.changed() => {}
            }
        }
    }

    fn name(&self, index: usize) -> &'static str {
        match self.readers.get(index) {
            Some(reader) => reader.name(),
            None => self
                .external
                .get(index - self.readers.len())
                .map_or("?", |reader| reader.name()),
        }
    }

    /// Takes one batch; answers whether there was any.
    async fn step(&self, index: usize) -> Result<bool> {
        if let Some(reader) = self.readers.get(index) {
            return self.step_reader(&**reader).await;
        }
        match self.external.get(index - self.readers.len()) {
            Some(reader) => self.step_external(&**reader).await,
            None => Ok(false),
        }
    }

    async fn step_reader(&self, reader: &dyn LogReader) -> Result<bool> {
        let (log, _) = self.hub.inner.log;
        let read = self.hub.read();
        let stand = cursor::of(&read, reader.name()).await?;
        let position = stand.as_ref().map_or(0, |row| row.position);
        let failures = stand.map_or(0, |row| row.failures);
        let stand = cursor::Stand {
            reader: reader.name(),
            log,
            position,
        };
        // After a failure one event at a time, so that the poison one is found and the others go on.
        let batch = if failures > 0 { 1 } else { reader.batch() };
        let (events, last) = self.next_of(&read, reader, position, batch).await?;
        let Some(last) = last else {
            return Ok(false);
        };
        if failures > 0
            && let Some(event) = events.first()
            && cursor::is_parked(&read, reader.name(), &event.body.subject()).await?
        {
            return self
                .park(stand, event, "an earlier event of the same subject is parked")
                .await;
        }
        let mut tx = self.hub.write(Actor::job(reader.name())).await?;
        let done = if events.is_empty() {
            Ok(())
        } else {
            reader.read(&events, &mut tx).await
        };
        match done {
            Ok(()) => {
                cursor::advance(&mut tx, stand, last).await?;
                tx.commit().await?;
                Ok(true)
            }
            Err(error @ (Error::Busy(_) | Error::ReadOnly(_) | Error::Timeout)) => Err(error),
            Err(cause) => {
                drop(tx);
                let text = cause.to_string();
                if batch == 1 && failures >= TRIES {
                    return match events.first() {
                        Some(event) => self.park(stand, event, &text).await,
                        None => Ok(false),
                    };
                }
                let mut tx = self.hub.write(Actor::job(reader.name())).await?;
                cursor::fail(&mut tx, stand, failures + 1, &text).await?;
                tx.commit().await?;
                Err(cause)
            }
        }
    }

    /// The next events that concern a reader, at most `batch`, and the last event that was looked at for them.
    async fn next_of(
        &self,
        read: &HubRead,
        reader: &dyn LogReader,
        position: i64,
        batch: usize,
    ) -> Result<(Vec<Event>, Option<i64>)> {
        let (mut events, mut last) = (Vec::new(), None);
        for _ in 0..LOOKS {
            let room = batch - events.len();
            let limit = u64::try_from(room).map_err(Error::fault)?;
            let from = last.unwrap_or(position);
            let found = cursor::after(read, self.hub.inner.log.1, from, limit).await?;
            let at_end = found.len() < room;
            last = found.last().map(|event| event.id.0).or(last);
            events.extend(found.into_iter().filter(|event| reader.concerns(event)));
            if at_end || events.len() == batch {
                break;
            }
        }
        Ok((events, last))
    }

    async fn park(&self, stand: cursor::Stand<'_>, event: &Event, why: &str) -> Result<bool> {
        error!(reader = stand.reader, event = event.id.0, why, "Parked an event");
        let mut tx = self.hub.write(Actor::job(stand.reader)).await?;
        cursor::park(&mut tx, stand.reader, event, why).await?;
        cursor::advance(&mut tx, stand, event.id.0).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn step_external(&self, reader: &dyn ExternalReader) -> Result<bool> {
        let (_, log) = self.hub.inner.log;
        let read = self.hub.read();
        let position = match reader.resume().await? {
            Some(position) if position.log == log => position.event,
            Some(_) | None => {
                let end = cursor::end(&read).await?;
                reader.rebuild(Position { log, event: end }).await?;
                return Ok(true);
            }
        };
        // One more than a batch, so that a batch which ends exactly at the end of the log knows it.
        let mut events = cursor::after(&read, log, position, reader.batch() + 1).await?;
        let batch = usize::try_from(reader.batch()).unwrap_or(usize::MAX);
        let more = events.len() > batch;
        events.truncate(batch);
        let Some(last) = events.last() else {
            return Ok(false);
        };
        reader
            .read(
                &events,
                Position {
                    log,
                    event: last.id.0,
                },
                more,
            )
            .await?;
        Ok(true)
    }

    /// Runs every reader until all are at the end. For tests and for commands that run without a server.
    ///
    /// # Errors
    /// The first failure that is not cured by trying again.
    pub async fn settle(&self) -> Result<()> {
        loop {
            let mut moved = false;
            for index in 0..self.readers.len() + self.external.len() {
                let mut tries = 0;
                loop {
                    match self.step(index).await {
                        Ok(true) => moved = true,
                        Ok(false) => break,
                        Err(error) => {
                            tries += 1;
                            if tries > TRIES + 1 {
                                return Err(error);
                            }
                        }
                    }
                }
            }
            if !moved {
                return Ok(());
            }
        }
    }

    /// The end of the log.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn end(&self) -> Result<Position> {
        let event = cursor::end(&self.hub.read()).await?;
        Ok(Position {
            log: self.hub.inner.log.1,
            event,
        })
    }

    /// Each reader with how many events it is behind.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn lag(&self) -> Result<Vec<(&'static str, i64)>> {
        let read = self.hub.read();
        let end = cursor::end(&read).await?;
        let mut rows = Vec::new();
        for reader in &self.readers {
            let position = cursor::of(&read, reader.name())
                .await?
                .map_or(0, |row| row.position);
            rows.push((reader.name(), end - position));
        }
        for reader in &self.external {
            let position = reader.position().await?.map_or(0, |position| position.event);
            rows.push((reader.name(), end - position));
        }
        Ok(rows)
    }
}
