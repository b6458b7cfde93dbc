//! Manners: one request at a time per host, and a pause between two.

use super::host;
use gateway::outbound::{Fetched, Guarded, Known, Settings, System};
use kernel::Result;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

/// Largest page that is read for its title, in bytes.
const PAGE_LIMIT: usize = 2 << 20;
/// Largest picture, in bytes.
const PICTURE_LIMIT: usize = 12 << 20;
/// Between two requests to one host.
const PAUSE: Duration = Duration::from_millis(200);
/// Hosts that are remembered; strangers name as many as they like.
const HOSTS: usize = 1000;

/// The clients of the poller, and whose turn it is at each host.
pub(super) struct Polite {
    feeds: Guarded,
    pages: Guarded,
    pictures: Guarded,
    turns: Mutex<HashMap<String, Arc<Mutex<Option<Instant>>>>>,
}

/// What is asked for; each has limits of its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ask {
    Page,
    Picture,
}

/// A turn at a host: nobody else asks there until it ends.
pub(super) struct Turn(OwnedMutexGuard<Option<Instant>>);

impl Drop for Turn {
    fn drop(&mut self) {
        *self.0 = Some(Instant::now());
    }
}

impl Polite {
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let client =
            |limit, seconds| Guarded::with(limit, Duration::from_secs(seconds), settings, Arc::new(System));
        Ok(Self {
            feeds: client(super::FEED_LIMIT, 30)?,
            pages: client(PAGE_LIMIT, 10)?,
            pictures: client(PICTURE_LIMIT, 20)?,
            turns: Mutex::default(),
        })
    }

    /// The client for the feed of `source` and what it names; whoever uses it holds a [`Turn`].
    pub(super) fn feeds(&self, source: &str) -> Guarded {
        self.feeds.only(source)
    }

    /// Waits for a turn at the host of an address.
    pub(super) async fn turn(&self, url: &str) -> Turn {
        let host = host(url).unwrap_or_default();
        let mut turns = self.turns.lock().await;
        if turns.len() > HOSTS {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        let turn = turns.entry(host).or_default().clone();
        drop(turns);
        let turn = turn.lock_owned().await;
        if let Some(last) = *turn {
            tokio::time::sleep_until(last + PAUSE).await;
        }
        Turn(turn)
    }

    /// Fetches a page or a picture that the feed of `source` names, in turn. What an outside source writes reaches no
    /// address inside, also not one that the operator lists for another source.
    pub(super) async fn fetch(&self, ask: Ask, url: &str, source: &str) -> Result<Fetched> {
        let _turn = self.turn(url).await;
        let client = match ask {
            Ask::Page => &self.pages,
            Ask::Picture => &self.pictures,
        };
        client.only(source).fetch(url, &Known::default()).await
    }
}
