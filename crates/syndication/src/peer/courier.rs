//! The courier: takes to each hub what it does not know yet, and brings back what it decided. It runs where the readers
//! run. Each pairing waits for itself, longer after every failure.

use super::carry::Step;
use super::client::Line;
use super::compose::end;
use super::entity::cursor;
use super::entity::peer::{self, ACTIVE, HUB};
use super::heed::heed;
use super::pace::Paces;
use super::public::{Refused, WAITING};
use crate::receipt::away;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use gateway::Herald;
use kernel::{Actor, Clocks, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Files, HubStore, Store};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::warn;

/// The first wait after a failure; each following one is twice as long …
const SHORTEST: Duration = Duration::from_millis(200);
/// … up to here.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a hub is asked for news, and for what there is for the site, when nothing is sent: a warning must be there
/// within seconds.
pub(super) const ASKED: Duration = Duration::from_secs(3);
/// … and how soon after something was sent, when its receipts may be there.
const SOON: Duration = Duration::from_secs(1);
/// Answers asked for one after the other.
const PAGES: usize = 50;

/// Carries between this box and the hubs it is paired with.
#[derive(Clone)]
pub struct Courier {
    pub(super) hub: HubStore,
    pub(super) files: Files,
    clocks: Clocks,
    pub(super) log: Uid,
    client: reqwest::Client,
    pub(super) paces: Arc<Paces>,
    /// Who takes in what a hub lays over pages.
    pub(super) heralds: Vec<Arc<dyn Herald>>,
    /// The digest of what each hub was told of what it gave.
    pub(super) said: Arc<Mutex<HashMap<i64, String>>>,
    pub(super) refused: Arc<Refused>,
}

/// How a pairing fares in this process.
#[derive(Clone, Copy)]
struct Fare {
    failures: u32,
    next: Instant,
    asked: Option<Instant>,
}

impl Courier {
    /// A courier; `client` is [`gateway::outbound::trusted`].
    #[must_use]
    pub fn new(store: &Store, hub: HubStore, client: reqwest::Client) -> Self {
        Self {
            files: store.files().clone(),
            clocks: store.clocks().clone(),
            log: store.log(),
            hub,
            client,
            paces: Arc::default(),
            heralds: Vec::new(),
            said: Arc::default(),
            refused: Arc::default(),
        }
    }

    /// The same with those who take in what a hub lays over pages.
    #[must_use]
    pub fn with_heralds(self, heralds: Vec<Arc<dyn Herald>>) -> Self {
        Self { heralds, ..self }
    }

    pub(super) fn files(&self) -> &Files {
        &self.files
    }

    /// Runs until `stop` turns true. A slow line keeps no other hub waiting.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut tail = self.hub.tail();
        let mut fares: HashMap<i64, Fare> = HashMap::new();
        let mut trips = FuturesUnordered::new();
        // Hubs under way to, and whether something may have happened since that trip began.
        let mut away: HashMap<i64, bool> = HashMap::new();
        while !*stop.borrow() {
            if let Err(error) = tail.next().await {
                warn!(%error, "The log could not be followed");
            }
            match self.hubs().await {
                Ok(hubs) => {
                    fares.retain(|id, _| hubs.iter().any(|hub| hub.id == *id));
                    for hub in hubs {
                        if let Some(missed) = away.get_mut(&hub.id) {
                            *missed = true;
                        } else if let Some(fare) = due(fares.get(&hub.id).copied()) {
                            away.insert(hub.id, false);
                            trips.push(Box::pin(self.once(hub, fare)));
                        }
                    }
                }
                Err(error) => warn!(%error, "The pairings could not be read"),
            }
            loop {
                let next = fares.iter().filter(|(id, _)| !away.contains_key(id));
                let next = next.map(|(_, fare)| fare.next).min();
                let next = next.unwrap_or_else(|| Instant::now() + ASKED);
                tokio::select! {
                    () = tail.wait() => break,
                    () = tokio::time::sleep_until(next) => break,
                    _ = stop.changed() => break,
                    Some((id, fare)) = trips.next(), if !trips.is_empty() => {
                        fares.insert(id, fare);
                        if away.remove(&id) == Some(true) {
                            break;
                        }
                    }
                }
            }
        }
    }

    async fn hubs(&self) -> Result<Vec<peer::Model>> {
        self.hub
            .read()
            .find::<peer::Entity>()
            .filter(peer::Column::Role.eq(HUB))
            .filter(peer::Column::State.eq(ACTIVE))
            .all()
            .await
    }

    async fn once(&self, hub: peer::Model, mut fare: Fare) -> (i64, Fare) {
        let ask = fare.asked.is_none_or(|asked| asked.elapsed() >= ASKED);
        let outcome = self.trip(&hub, ask).await;
        let now = Instant::now();
        match outcome {
            Ok(sent) => {
                fare.asked = (if ask { Some(now) } else { fare.asked }).filter(|_| !sent);
                fare.next = fare.asked.map_or(now + SOON, |asked| asked + ASKED);
                fare.failures = 0;
            }
            Err(error) => {
                let failures = fare.failures.saturating_add(1);
                if failures.is_power_of_two() {
                    warn!(peer = %hub.name, %error, failures, "A peer could not be served");
                }
                if let Err(error) = self.note(&hub, failures, &error).await {
                    warn!(%error, "A failure could not be noted");
                }
                fare.next = now + wait(failures);
                fare.failures = failures;
            }
        }
        (hub.id, fare)
    }

    /// Sends until nothing is left, then asks for news if it is time, also when something could not be sent. Answers
    /// whether anything was sent.
    ///
    /// # Errors
    /// What the hub refused; `peer.unreachable`; faults.
    pub async fn trip(&self, hub: &peer::Model, ask: bool) -> Result<bool> {
        let line = Line::to(hub, self.client.clone())?;
        let sent = self.send(hub, &line).await;
        let asked = if ask {
            self.ask(hub, &line).await
        } else {
            Ok(false)
        };
        // A warning does not wait for what does not get through.
        let fetched = if ask { self.fetch(hub, &line).await } else { Ok(()) };
        let mut sent = sent?;
        if asked? {
            // The hub is another than before: it is sent everything once more.
            Box::pin(self.trip(hub, false)).await?;
            sent = true;
        }
        fetched?;
        Ok(sent)
    }

    async fn send(&self, hub: &peer::Model, line: &Line) -> Result<bool> {
        let mut sent = false;
        loop {
            let at = self.standing(hub).await?;
            // What happens during a replay does not wait for its end.
            let fresh = self.step(hub, line, &at, false).await?;
            let again = if at.replaying {
                let at = self.cursor(hub).await?;
                self.step(hub, line, &at, true).await?
            } else {
                Step::default()
            };
            sent |= fresh.sent || again.sent;
            if !fresh.more && !again.more && !self.cursor(hub).await?.replaying {
                break;
            }
        }
        Ok(sent)
    }

    /// The cursor, after what must be begun anew is begun.
    async fn standing(&self, hub: &peer::Model) -> Result<cursor::Model> {
        let at = self.cursor(hub).await?;
        let read = self.hub.read();
        if at.log != self.log.to_string() {
            // A restored or moved database: positions of its former log mean nothing. It is written before anything is
            // composed: what moves the cursor later compares with what stands there.
            self.begin_replay(hub, Some(end(&read).await?)).await?;
        } else if at.replay_wanted && !at.replaying && at.replay_after.is_none_or(|after| after <= read.now())
        {
            self.want_replay(hub).await?;
        } else {
            return Ok(at);
        }
        self.cursor(hub).await
    }

    /// Makes true what happened at the hub, until nothing is left or enough was asked for once. Answers whether everything
    /// must be sent once more: the hub went back to a backup, or another took its place.
    pub(super) async fn ask(&self, hub: &peer::Model, line: &Line) -> Result<bool> {
        let mut anew = false;
        for _ in 0..PAGES {
            let at = self.cursor(hub).await?;
            let turn = self.paces.turn(hub.id);
            let waiting = away::waiting(&self.hub.read(), SiteId(hub.site_id), (WAITING, turn)).await?;
            let mut news = line.news(at.news_position, &waiting, self.now()).await?;
            let known = !at.news_log.is_empty();
            let other = known && at.news_log != news.log.to_string();
            if other || news.position < at.news_position {
                // Before its log is noted: whatever is killed in between, it is sent.
                self.begin_replay(hub, None).await?;
                anew = true;
            }
            if other {
                news = line.news(0, &waiting, self.now()).await?;
            }
            let mut tx = self.hub.write(Actor::Peer { uid: Uid(hub.uid) }).await?;
            heed(&mut tx, hub, &news).await?;
            super::receive::heard(&mut tx, hub).await?;
            tx.commit().await?;
            let stands = !other && news.position <= at.news_position;
            if stands || news.more == Some(false) {
                break;
            }
        }
        Ok(anew)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clocks.security.now()
    }
}

/// How a hub fares that is due. A failure is waited out; otherwise whatever woke the courier may be something to send.
fn due(fare: Option<Fare>) -> Option<Fare> {
    let now = Instant::now();
    let fare = fare.unwrap_or(Fare {
        failures: 0,
        next: now,
        asked: None,
    });
    (fare.failures == 0 || fare.next <= now).then_some(fare)
}

/// Twice as long after every failure, and never for all at the same moment.
fn wait(failures: u32) -> Duration {
    let whole = SHORTEST
        .saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1).min(16)))
        .min(LONGEST);
    whole.mul_f64(rand::random_range(0.5..1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_has_an_end() {
        assert!(wait(1) <= SHORTEST);
        assert!(wait(5) > SHORTEST);
        // From the ninth failure on the whole wait is the longest one.
        for failures in [9, 20, u32::MAX] {
            let wait = wait(failures);
            assert!(wait <= LONGEST && wait >= LONGEST / 2, "{failures}: {wait:?}");
        }
    }
}
