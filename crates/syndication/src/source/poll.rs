//! One look at a source: fetch, tell new from known, bring each entry in a transaction of its own, and only then note
//! that the answer is dealt with. Killed anywhere, the next look does the rest and doubles nothing. Stopped by somebody
//! anywhere, nothing more is written.

use super::apart::counting;
use super::fetch::{Answer, fetch};
use super::identity::newest;
use super::polite::Polite;
use super::{Polled, Reading, book, entity};
use crate::refusals::{SOURCE_NO_PLACE, SOURCE_STOPPED, SOURCE_TOO_SLOW};
use content::permissions::RelayArticle;
use feed::{Feed, Kind};
use gateway::outbound::{Known, Settings};
use kernel::policy::decide;
use kernel::{Actor, Error, Result, SiteId};
use std::sync::Arc;
use std::time::Duration;
use store::{HubStore, SiteWrite, Store};
use tokio::time::{Instant, timeout};
use tracing::warn;

/// One look takes no longer, whatever the other side does; shorter than what tells a look that was killed.
pub(super) const LOOK: Duration = Duration::from_secs(540);
/// A look that waited so long for places and was not done in time may be no fault of its source.
const WAITED: Duration = Duration::from_secs(1);
/// Sitemaps of an index that are followed, newest first.
const SITEMAPS: usize = 5;
/// Beside a busy server a write waits its turn this often.
pub(super) const TRIES: usize = 20;

/// Asks outside sources and brings what they have.
#[derive(Clone)]
pub struct Poller {
    pub(super) store: Store,
    pub(super) hub: HubStore,
    pub(super) polite: Arc<Polite>,
}

/// What a look left undone.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Left {
    /// New entries wait for the next look, which comes soon.
    pub(super) fresh: bool,
    /// Something else was not brought, so the whole answer is asked for again.
    pub(super) some: bool,
}

impl Poller {
    /// A poller that goes out through the guarded client.
    ///
    /// # Errors
    /// [`Error::Invalid`] names a wrong setting.
    pub fn new(store: &Store, hub: HubStore, outbound: &Settings) -> Result<Self> {
        Ok(Self {
            store: store.clone(),
            hub,
            polite: Arc::new(Polite::new(outbound)?),
        })
    }

    pub(super) async fn write(&self, source: &entity::Model) -> Result<SiteWrite<RelayArticle>> {
        let site = SiteId(source.site_id);
        let mut tries = 0;
        loop {
            let granted = decide::<RelayArticle>(&Actor::job("source"), site, &[])?;
            match self.store.write(granted).await {
                Err(Error::Busy(wait)) if tries < TRIES => {
                    tries += 1;
                    tokio::time::sleep(wait).await;
                }
                other => return other,
            }
        }
    }

    /// Looks at a source once, whether it is due or not, on the terms of this moment; what came of it is on its row too.
    ///
    /// # Errors
    /// Faults of the database. What the other side did wrong is in the answer.
    pub async fn poll(&self, source: &entity::Model) -> Result<Polled> {
        let mut polled = Polled::of(source);
        let source = match book::begin(self, source).await? {
            book::Begun::Look(source) => *source,
            book::Begun::Later => {
                polled.reading = Reading::Later;
                return Ok(polled);
            }
            book::Begun::Stopped => {
                polled.reading = Reading::Stopped;
                return Ok(polled);
            }
        };
        let look = timeout(LOOK, Box::pin(self.look(&source, &mut polled)));
        let (looked, waited) = counting(look).await;
        let outcome = looked.unwrap_or_else(|_elapsed| {
            let slow = waited < WAITED;
            Err(if slow { SOURCE_TOO_SLOW } else { SOURCE_NO_PLACE }.into())
        });
        let outcome = outcome.unwrap_or_else(|error| {
            if matches!(error, Error::Fault(_)) {
                warn!(source = source.id, %error, "A source could not be read");
            }
            if is_stopped(&error) {
                polled.reading = Reading::Stopped;
            } else {
                polled.fail(&error);
            }
            if is_crowded(&error) {
                return book::Outcome::Crowded;
            }
            book::Outcome::Failed {
                finding: error.sentence(),
            }
        });
        book::end(self, &source, outcome).await?;
        Ok(polled)
    }

    async fn look(&self, source: &entity::Model, polled: &mut Polled) -> Result<book::Outcome> {
        let begun = Instant::now();
        match self.ask(source).await? {
            Answer::Feed { feed, known } => {
                let index = feed.kind == Kind::SitemapIndex;
                let left = Box::pin(self.bring(source, (feed, begun), polled)).await?;
                // Whoever asks with what it knows of a feed of which not all was brought never gets the rest. An index
                // says nothing of its sitemaps when it is unchanged.
                let whole = !left.some && !left.fresh && polled.failed == 0 && !index;
                Ok(book::Outcome::Read {
                    known: whole.then_some(known),
                    soon: left.fresh,
                    title: polled.name.clone(),
                })
            }
            Answer::Unchanged => {
                polled.reading = Reading::Unchanged;
                Ok(book::Outcome::Unchanged)
            }
            Answer::Later { retry_after } => {
                polled.reading = Reading::Later;
                Ok(book::Outcome::Later { retry_after })
            }
        }
    }

    async fn ask(&self, source: &entity::Model) -> Result<Answer> {
        let known = Known {
            etag: source.etag.clone(),
            last_modified: source.last_modified.clone(),
        };
        let _turn = self.polite.turn(&source.url).await;
        fetch(&self.polite.feeds(&source.url), &source.url, &known).await
    }

    /// The pages of the newest sitemaps of an index, in place of the sitemaps. One that cannot be had stops no other.
    pub(super) async fn follow(
        &self,
        source: &entity::Model,
        index: Feed,
        polled: &mut Polled,
    ) -> Result<Feed> {
        let mut sitemaps = newest(index.entries);
        sitemaps.truncate(SITEMAPS);
        let (mut entries, mut broken) = (Vec::new(), None);
        let asked = sitemaps.len();
        for url in sitemaps.into_iter().filter_map(|sitemap| sitemap.link) {
            let _turn = self.polite.turn(&url).await;
            let client = self.polite.feeds(&source.url);
            match fetch(&client, &url, &Known::default()).await {
                Ok(Answer::Feed { feed, .. }) if feed.kind == Kind::Sitemap => {
                    entries.extend(feed.entries);
                    entries = newest(entries);
                }
                Ok(_) => {}
                Err(error) if is_crowded(&error) => return Err(error),
                Err(error) => {
                    warn!(source = source.id, %error, "A sitemap of an index could not be read");
                    polled.failed += 1;
                    broken = Some(error);
                }
            }
        }
        match broken {
            Some(error) if polled.failed == asked => Err(error),
            _ => Ok(Feed {
                kind: Kind::Sitemap,
                entries,
                ..index
            }),
        }
    }
}

/// Whether others held all places where a stranger's words are read.
pub(super) fn is_crowded(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.code == SOURCE_NO_PLACE.code)
}

/// Whether somebody put the source to rest in the middle of the look.
pub(super) fn is_stopped(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.code == SOURCE_STOPPED.code)
}
