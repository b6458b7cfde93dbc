//! Counts views in memory.

use super::batch::{Batch, Kind, Tally};
use super::{device_of, is_robot, source_of};
use chrono::NaiveDate;
use gateway::{View, Views};
use kernel::{DomainClock, Error, Result, SiteId, beijing};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::SiteRead;

/// 256 random bits that visitors of a day are hashed with.
pub(crate) type Salt = [u8; 32];

/// What this process counted and did not write yet.
pub struct Counter {
    clock: DomainClock,
    held: Mutex<Held>,
    /// For a day whose salt could not be read: then visitors of two processes may count twice.
    spare: Salt,
}

#[derive(Default)]
struct Held {
    batch: Batch,
    salts: HashMap<NaiveDate, Salt>,
}

impl Counter {
    /// Nothing counted.
    ///
    /// # Errors
    /// Faults of the source of random bits.
    pub fn new(clock: DomainClock) -> Result<Self> {
        Ok(Self {
            clock,
            held: Mutex::default(),
            spare: random()?,
        })
    }

    /// Today, in Beijing.
    pub(crate) fn today(&self) -> NaiveDate {
        beijing::day(self.clock.now())
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the salt of a day is known.
    pub(crate) fn has_salt(&self, day: NaiveDate) -> bool {
        self.held().salts.contains_key(&day)
    }

    /// The salts of these days, and no others any more.
    pub(crate) fn set_salts(&self, salts: HashMap<NaiveDate, Salt>) {
        self.held().salts = salts;
    }

    /// Everything counted; the counter is empty then.
    pub(crate) fn take(&self) -> Batch {
        std::mem::take(&mut self.held().batch)
    }

    /// Takes back what could not be written.
    pub(crate) fn give_back(&self, batch: Batch) -> Result<()> {
        let mut held = self.held();
        for (key, tally) in batch {
            match held.batch.entry(key) {
                std::collections::hash_map::Entry::Occupied(mut known) => known.get_mut().add(tally)?,
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(tally);
                }
            }
        }
        Ok(())
    }

    fn count(&self, view: &View<'_>) -> Result<()> {
        let header = |name: &str| view.headers.get(name).and_then(|value| value.to_str().ok());
        let agent = header("user-agent").unwrap_or_default();
        if is_robot(agent) {
            return Ok(());
        }
        let ours = |host: &str| view.sites.find(host, "/").is_some();
        let host = view.site.host.split(':').next().unwrap_or_default();
        let source = source_of(header("referer"), host, ours);
        let device = device_of(agent).title();
        let day = self.today();
        let mut held = self.held();
        let salt = held.salts.get(&day).copied().unwrap_or(self.spare);
        let tally = match held.batch.entry((view.site.id, day)) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => place.insert(Tally::new()?),
        };
        tally.views += 1;
        tally.visitors.add(visitor(&salt, view.client, agent));
        if !view.shown.path.is_empty() {
            tally.count(Kind::Page, &view.shown.path, &view.shown.title);
        }
        if let Some((path, name)) = &view.shown.channel {
            tally.count(Kind::Channel, path, name);
        }
        tally.count(Kind::Source, source, "");
        tally.count(Kind::Device, device, "");
        Ok(())
    }
}

#[async_trait::async_trait]
impl Views for Counter {
    fn seen(&self, view: &View<'_>) {
        if let Err(error) = self.count(view) {
            tracing::warn!(%error, "A view was not counted");
        }
    }

    async fn words(&self, read: &SiteRead, _site: SiteId) -> Result<String> {
        crate::setting::words(read, self.today()).await
    }
}

/// Random bits.
pub(crate) fn random() -> Result<Salt> {
    let mut salt = Salt::default();
    SysRng.try_fill_bytes(&mut salt).map_err(Error::fault)?;
    Ok(salt)
}

/// A visitor of a day: nothing leads back to address and program once the day's salt is forgotten.
fn visitor(salt: &Salt, client: Option<IpAddr>, agent: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(salt);
    match client {
        Some(IpAddr::V4(address)) => hash.update(address.octets()),
        // A household has a /64.
        Some(IpAddr::V6(address)) => hash.update(&address.octets()[..8]),
        None => {}
    }
    hash.update([0]);
    hash.update(agent);
    hash.finalize()
        .iter()
        .take(8)
        .fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_the_same_within_a_day_and_another_on_the_next() {
        let (monday, tuesday) = ([1; 32], [2; 32]);
        let home = "192.0.2.7".parse().ok();
        assert_eq!(visitor(&monday, home, "A"), visitor(&monday, home, "A"));
        assert_ne!(visitor(&monday, home, "A"), visitor(&tuesday, home, "A"));
        assert_ne!(visitor(&monday, home, "A"), visitor(&monday, home, "B"));
        let one = "2001:db8:1:2:aaaa::1".parse().ok();
        let other = "2001:db8:1:2:bbbb::9".parse().ok();
        assert_eq!(visitor(&monday, one, "A"), visitor(&monday, other, "A"));
    }
}
