//! The poller beside the server: it runs where the readers run, under their lease, but on tasks of its own.

use super::poll::Poller;
use super::query::due;
use super::{entity, host};
use futures_util::FutureExt;
use kernel::Result;
use std::collections::HashSet;
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
    hosts: HashSet<String>,
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
            if let Err(error) = self.start(&mut looks).await {
                warn!(%error, "The register of sources could not be read");
            }
            tokio::select! {
                () = looks.next() => {}
                () = tokio::time::sleep(TICK) => {}
                // A look that is broken off here is repeated; it is the same as being killed.
                _ = stop.changed() => return,
            }
        }
    }

    /// Asks every source whose time has come and waits for all of them.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn round(&self) -> Result<()> {
        let mut looks = Looks::default();
        let mut asked = HashSet::new();
        loop {
            let mut due = due(&self.hub.read(), ROUND).await?;
            due.retain(|source| !asked.contains(&source.id));
            asked.extend(self.look_at(due.into_iter(), &mut looks));
            if looks.tasks.is_empty() {
                return Ok(());
            }
            looks.next().await;
        }
    }

    /// Begins to look at sources whose time has come.
    async fn start(&self, looks: &mut Looks) -> Result<()> {
        if looks.hosts.len() < HOSTS {
            let due = due(&self.hub.read(), ROUND).await?;
            self.look_at(due.into_iter(), looks);
        }
        Ok(())
    }

    /// Begins to look at one source of each host that is free; answers which.
    fn look_at(&self, sources: impl Iterator<Item = entity::Model>, looks: &mut Looks) -> Vec<i64> {
        let mut begun = Vec::new();
        for source in sources {
            let host = host(&source.url).unwrap_or_default();
            if looks.hosts.len() < HOSTS && looks.hosts.insert(host.clone()) {
                begun.push(source.id);
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
        }
        begun
    }
}
