//! The courier: takes to each hub what it does not know yet, and brings back what it decided. It runs where the readers
//! run. Each pairing waits for itself, longer after every failure.

use super::client::Line;
use super::compose::{end, next_batch};
use super::entity::peer::{self, ACTIVE, HUB};
use super::heed::heed;
use super::media::named;
use super::public::WAITING;
use crate::receipt::away;
use crate::refusals::PEER_OLDER;
use chrono::{DateTime, Utc};
use content::media::AREA;
use futures_util::future::join_all;
use kernel::wire::{Answer, Outcome, Told};
use kernel::{Actor, Clocks, Result, SiteId, Uid};
use sea_orm::ColumnTrait;
use std::collections::HashMap;
use std::time::Duration;
use store::{Files, HubStore, Store};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::warn;

/// The first wait after a failure; each following one is twice as long …
const SHORTEST: Duration = Duration::from_millis(200);
/// … up to here.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a hub is asked for news when nothing is sent.
const ASKED: Duration = Duration::from_secs(10);
/// … and how soon after something was sent, when its receipts may be there.
const SOON: Duration = Duration::from_secs(1);
/// Answers asked for one after the other.
const PAGES: usize = 50;
/// Files sent for one batch before it is sent again.
const ROUNDS: usize = 3;

/// Carries between this box and the hubs it is paired with.
#[derive(Clone)]
pub struct Courier {
    pub(super) hub: HubStore,
    files: Files,
    clocks: Clocks,
    pub(super) log: Uid,
    client: reqwest::Client,
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
        }
    }

    /// Runs until `stop` turns true.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut tail = self.hub.tail();
        let mut fares = HashMap::new();
        while !*stop.borrow() {
            if let Err(error) = tail.next().await {
                warn!(%error, "The log could not be followed");
            }
            match self.hubs().await {
                Ok(hubs) => self.visit(&hubs, &mut fares).await,
                Err(error) => warn!(%error, "The pairings could not be read"),
            }
            let due = fares.values().map(|fare: &Fare| fare.next).min();
            let due = due.unwrap_or_else(|| Instant::now() + ASKED);
            tokio::select! {
                () = tail.wait() => {}
                () = tokio::time::sleep_until(due) => {}
                _ = stop.changed() => {}
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

    async fn visit(&self, hubs: &[peer::Model], fares: &mut HashMap<i64, Fare>) {
        let now = Instant::now();
        fares.retain(|id, _| hubs.iter().any(|hub| hub.id == *id));
        let due = hubs.iter().filter_map(|hub| {
            let fare = fares.get(&hub.id).copied().unwrap_or(Fare {
                failures: 0,
                next: now,
                asked: None,
            });
            // A failure is waited out; otherwise whatever woke the courier may be something to send.
            (fare.failures == 0 || fare.next <= now).then(|| self.once(hub, fare))
        });
        for (id, fare) in join_all(due).await {
            fares.insert(id, fare);
        }
    }

    async fn once(&self, hub: &peer::Model, fare: Fare) -> (i64, Fare) {
        let ask = fare.asked.is_none_or(|asked| asked.elapsed() >= ASKED);
        let outcome = self.trip(hub, ask).await;
        let now = Instant::now();
        match outcome {
            Ok(sent) => {
                let asked = (if ask { Some(now) } else { fare.asked }).filter(|_| !sent);
                let next = asked.map_or(now + SOON, |asked| asked + ASKED);
                (
                    hub.id,
                    Fare {
                        failures: 0,
                        next,
                        asked,
                    },
                )
            }
            Err(error) => {
                let failures = fare.failures.saturating_add(1);
                if failures.is_power_of_two() {
                    warn!(peer = %hub.name, %error, failures, "A peer could not be served");
                }
                if let Err(error) = self.note(hub, failures, &error).await {
                    warn!(%error, "A failure could not be noted");
                }
                let next = now + wait(failures);
                (
                    hub.id,
                    Fare {
                        failures,
                        next,
                        asked: fare.asked,
                    },
                )
            }
        }
    }

    /// Sends until nothing is left, then asks for news if it is time. Answers whether anything was sent.
    ///
    /// # Errors
    /// What the hub refused; `peer.unreachable`; faults.
    pub async fn trip(&self, hub: &peer::Model, ask: bool) -> Result<bool> {
        let line = Line::to(hub, self.client.clone())?;
        let mut sent = false;
        while self.step(hub, &line).await? {
            sent = true;
        }
        if ask {
            self.ask(hub, &line).await?;
        }
        Ok(sent)
    }

    /// One batch; answers whether more may wait.
    async fn step(&self, hub: &peer::Model, line: &Line) -> Result<bool> {
        let read = self.hub.read();
        let mut at = self.cursor(hub).await?;
        if at.log != self.log.to_string() {
            // A restored or moved database: positions of its former log mean nothing. It is written before anything is
            // composed: what moves the cursor later compares with what stands there.
            self.begin_replay(hub, Some(end(&read).await?)).await?;
            at = self.cursor(hub).await?;
        }
        let next = next_batch(&read, &self.files, self.log, (hub, &at)).await?;
        let Some(batch) = &next.batch else {
            if next.position > at.position + 1000 {
                self.moved(hub, &next, false).await?;
            }
            return Ok(false);
        };
        for _ in 0..ROUNDS {
            let answer = line.send(batch, self.now()).await?;
            if answer.missing.is_empty() {
                self.answered(hub, &answer);
                self.moved(hub, &next, true).await?;
                if batch.covers.is_none() && is_behind(&answer) {
                    // What is sent is the truth of now: the hub has seen numbers that were taken back here.
                    self.begin_replay(hub, None).await?;
                }
                return Ok(true);
            }
            // Only what belongs to the batch: a hub is not given whatever file it names.
            let named = named(batch);
            for hash in answer.missing.iter().filter(|hash| named.contains(hash.as_str())) {
                let bytes = self.files.get(AREA, hash).await?;
                line.put(hash, bytes, self.now()).await?;
            }
        }
        Err(crate::refusals::PEER_UNREACHABLE.into())
    }

    /// Refusals of single items are the hub's word on them; they do not hold up the others.
    fn answered(&self, hub: &peer::Model, answer: &Answer) {
        for refused in answer.items.iter().filter(|told| told.result == Outcome::Refused) {
            let code = refused.code.as_deref().unwrap_or_default();
            warn!(peer = %hub.name, article = %refused.uid, code, "A peer refused an article");
        }
    }

    /// Makes true what happened at the hub, until nothing is left or enough was asked for once.
    async fn ask(&self, hub: &peer::Model, line: &Line) -> Result<()> {
        for _ in 0..PAGES {
            let at = self.cursor(hub).await?;
            let waiting = away::waiting(&self.hub.read(), SiteId(hub.site_id), WAITING).await?;
            let mut news = line.news(at.news_position, &waiting, self.now()).await?;
            if !at.news_log.is_empty() && at.news_log != news.log.to_string() {
                news = line.news(0, &waiting, self.now()).await?;
            }
            let mut tx = self.hub.write(Actor::Peer { uid: Uid(hub.uid) }).await?;
            heed(&mut tx, hub, &news).await?;
            super::receive::heard(&mut tx, hub).await?;
            tx.commit().await?;
            if news.position <= at.news_position || (news.decisions.is_empty() && news.receipts.is_empty()) {
                break;
            }
        }
        Ok(())
    }

    fn now(&self) -> DateTime<Utc> {
        self.clocks.security.now()
    }
}

/// Whether the hub holds something newer than what it was just sent.
fn is_behind(answer: &Answer) -> bool {
    let older = |told: &Told| told.code.as_deref() == Some(PEER_OLDER.code);
    answer.items.iter().any(older)
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
