//! The poller beside the server: it runs where the readers run, under their lease.

use super::poll::Poller;
use super::query::due;
use super::{entity, host};
use futures_util::{StreamExt, stream};
use kernel::Result;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;
use tracing::warn;

/// How often the register is looked through.
const TICK: Duration = Duration::from_secs(5);
/// Hosts that are asked at the same time.
const HOSTS: usize = 4;
/// Sources of one round.
const ROUND: u64 = 40;

impl Poller {
    /// Runs until `stop` turns true.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let mut ending = stop.clone();
            tokio::select! {
                done = self.round() => {
                    if let Err(error) = done {
                        warn!(%error, "The register of sources could not be read");
                    }
                }
                // A look that is broken off here is repeated; it is the same as being killed.
                _ = ending.changed() => return,
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Asks every source whose time has come, those of one host one after another.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn round(&self) -> Result<()> {
        let mut hosts: BTreeMap<String, Vec<entity::Model>> = BTreeMap::new();
        for source in due(&self.hub.read(), ROUND).await? {
            let host = host(&source.url).unwrap_or_default();
            hosts.entry(host).or_default().push(source);
        }
        let asked = hosts.into_values().map(|sources| async move {
            for source in sources {
                if let Err(error) = self.poll(&source).await {
                    warn!(source = source.id, %error, "A source could not be looked at");
                }
            }
        });
        stream::iter(asked).buffer_unordered(HOSTS).collect::<()>().await;
        Ok(())
    }
}
