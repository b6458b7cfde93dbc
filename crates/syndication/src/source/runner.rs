//! The poller beside the server: it runs where the readers run, under their lease, but on tasks of its own.

use super::poll::Poller;
use super::query::due;
use super::{book, entity, host};
use futures_util::FutureExt;
use kernel::Result;
use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::warn;

/// How often the register is looked through.
const TICK: Duration = Duration::from_secs(5);
/// Hosts that are asked at the same time.
const HOSTS: usize = 8;
/// Sources that are due, looked through at once.
const ROUND: u64 = 200;

/// Looks under way: one a host, and no host waits for another.
#[derive(Default)]
struct Looks {
    tasks: JoinSet<String>,
    /// The hosts, and the source that each is asked for.
    hosts: HashMap<String, entity::Model>,
}

impl Looks {
    /// Waits until a look ends; for ever when none is under way.
    async fn next(&mut self) {
        match self.tasks.join_next().await {
            Some(Ok(host)) => {
                self.hosts.remove(&host);
            }
            Some(Err(error)) => warn!(%error, "A look at a source was broken off"),
            None => std::future::pending().await,
        }
    }
}

impl Poller {
    /// Runs until `stop` turns true.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut looks = Looks::default();
        while !*stop.borrow() {
            if let Err(error) = self.start(&mut looks, &mut HashSet::new()).await {
                warn!(%error, "The register of sources could not be read");
            }
            tokio::select! {
                () = looks.next() => {}
                () = tokio::time::sleep(TICK) => {}
                _ = stop.changed() => {}
            }
        }
        self.break_off(looks).await;
    }

    /// Asks every source whose time has come and waits for all of them.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn round(&self) -> Result<()> {
        let mut looks = Looks::default();
        let mut asked = HashSet::new();
        loop {
            self.start(&mut looks, &mut asked).await?;
            if looks.tasks.is_empty() {
                return Ok(());
            }
            looks.next().await;
        }
    }

    /// Begins to look at sources whose time has come and that are not among `asked`, one of each host that is free. Those of
    /// one host, however many are due, hide no others: the register is read on until enough hosts are asked.
    async fn start(&self, looks: &mut Looks, asked: &mut HashSet<i64>) -> Result<()> {
        let mut after = None;
        while looks.hosts.len() < HOSTS {
            let due = due(&self.hub.read(), after, ROUND).await?;
            let whole = due.len() as u64 == ROUND;
            after = due.last().map(|last| (last.next_at, last.id));
            for source in due {
                let host = host(&source.url).unwrap_or_default();
                let free = looks.hosts.len() < HOSTS && !looks.hosts.contains_key(&host);
                if free && asked.insert(source.id) {
                    self.begin(looks, host, source);
                }
            }
            if !whole {
                break;
            }
        }
        Ok(())
    }

    fn begin(&self, looks: &mut Looks, host: String, source: entity::Model) {
        looks.hosts.insert(host.clone(), source.clone());
        let poller = self.clone();
        looks.tasks.spawn(async move {
            // A look that panics frees its host like any other.
            let looked = AssertUnwindSafe(poller.poll(&source)).catch_unwind().await;
            match looked {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => {
                    warn!(source = source.id, %error, "A source could not be looked at");
                }
                Err(_) => warn!(source = source.id, "A look at a source broke"),
            }
            host
        });
    }

    /// Breaks off what is under way. That is no failure of the sources: they are asked again as soon as somebody looks.
    async fn break_off(&self, mut looks: Looks) {
        looks.tasks.shutdown().await;
        for source in looks.hosts.into_values() {
            if let Err(error) = book::broken_off(self, &source).await {
                warn!(source = source.id, %error, "A look that was broken off could not be noted");
            }
        }
    }
}
