//! One look at a source: fetch, tell new from known, bring each entry in a transaction of its own, and only then note
//! that the answer is dealt with. Killed anywhere, the next look does the rest and doubles nothing.

use super::bring::{bring_change, bring_new, note_hash, skip};
use super::fetch::{Answer, fetch};
use super::identity::{Marked, mark};
use super::polite::Polite;
use super::prepare::{Ready, prepare_entry};
use super::{Polled, Reading, book, entity};
use crate::arrival::{State, entity as item};
use content::permissions::RelayArticle;
use feed::{Feed, Kind};
use gateway::outbound::{Known, Settings};
use kernel::policy::decide;
use kernel::{Actor, Error, Result, SiteId};
use sea_orm::{ColumnTrait, FromQueryResult};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{HubStore, SiteWrite, Store};
use tokio::time::Instant;
use tracing::warn;

/// New and changed entries of one look; the rest waits for the next.
const AT_ONCE: usize = 200;
/// One look brings entries for so long; the rest waits for the next.
const BUDGET: Duration = Duration::from_secs(300);
/// Sitemaps of an index that are followed, newest first.
const SITEMAPS: usize = 5;
/// Rows of one statement.
const CHUNK: usize = 500;
/// Beside a busy server a write waits its turn this often.
const TRIES: usize = 20;

/// Asks outside sources and brings what they have.
#[derive(Clone)]
pub struct Poller {
    pub(super) store: Store,
    pub(super) hub: HubStore,
    polite: Arc<Polite>,
}

#[derive(FromQueryResult)]
struct Seen {
    id: i64,
    identity: String,
    content_hash: String,
    state: String,
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

    /// Looks at a source once, whether it is due or not; what came of it is on its row too.
    ///
    /// # Errors
    /// Faults of the database. What the other side did wrong is in the answer.
    pub async fn poll(&self, source: &entity::Model) -> Result<Polled> {
        let mut polled = Polled::of(source);
        if source
            .hold_until
            .is_some_and(|until| until > self.hub.read().now())
        {
            polled.reading = Reading::Later;
            return Ok(polled);
        }
        book::begin(self, source).await?;
        let answer = self.ask(source).await;
        let outcome = match answer {
            Ok(Answer::Feed { feed, known }) => {
                let brought = Box::pin(self.bring(source, feed, &mut polled)).await;
                brought.map(|left| book::Outcome::Read {
                    // Whoever asks with what it knows of a feed of which not all was brought never gets the rest.
                    known: (!left && polled.failed == 0).then_some(known),
                    left,
                    title: polled.name.clone(),
                })
            }
            Ok(Answer::Unchanged) => {
                polled.reading = Reading::Unchanged;
                Ok(book::Outcome::Unchanged)
            }
            Ok(Answer::Later { retry_after }) => {
                polled.reading = Reading::Later;
                Ok(book::Outcome::Later { retry_after })
            }
            Err(error) => Err(error),
        };
        let outcome = outcome.unwrap_or_else(|error| {
            if matches!(error, Error::Fault(_)) {
                warn!(source = source.id, %error, "A source could not be read");
            }
            polled.fail(&error);
            book::Outcome::Failed {
                finding: error.sentence(),
            }
        });
        book::end(self, source, outcome).await?;
        Ok(polled)
    }

    async fn ask(&self, source: &entity::Model) -> Result<Answer> {
        let known = Known {
            etag: source.etag.clone(),
            last_modified: source.last_modified.clone(),
        };
        let _turn = self.polite.turn(&source.url).await;
        fetch(self.polite.feeds(), &source.url, &known).await
    }

    /// The pages of the newest sitemaps of an index, in place of the sitemaps.
    async fn follow(&self, index: Feed) -> Result<Feed> {
        let sitemaps = mark(index.entries);
        let mut entries = Vec::new();
        for sitemap in sitemaps.into_iter().take(SITEMAPS) {
            let Some(url) = sitemap.entry.link else { continue };
            let _turn = self.polite.turn(&url).await;
            if let Answer::Feed { feed, .. } = fetch(self.polite.feeds(), &url, &Known::default()).await?
                && feed.kind == Kind::Sitemap
            {
                entries.extend(feed.entries);
            }
        }
        Ok(Feed {
            kind: Kind::Sitemap,
            entries,
            ..index
        })
    }

    /// Brings what is new or changed; answers whether something was left for the next look.
    async fn bring(&self, source: &entity::Model, feed: Feed, polled: &mut Polled) -> Result<bool> {
        let feed = if feed.kind == Kind::SitemapIndex {
            self.follow(feed).await?
        } else {
            feed
        };
        let mut named = source.clone();
        if named.name.is_empty() {
            named.name = feed.title.chars().take(40).collect();
            if named.name.chars().count() < 2 {
                named.name.clear();
            }
            named.name = named.title();
            polled.name.clone_from(&named.name);
        }
        let known = self.known(&named).await?;
        let (fresh, seen): (Vec<Marked>, Vec<Marked>) = mark(feed.entries)
            .into_iter()
            .partition(|marked| !known.contains_key(&marked.identity));
        let fresh = if source.read_at.is_none() {
            let skipped = State::Skipped.key();
            let before = known.values().filter(|row| row.state != skipped).count();
            self.first_look(&named, fresh, before, polled).await?
        } else {
            fresh
        };
        let end = Instant::now() + BUDGET;
        let (mut left, mut done) = (false, 0);
        // The oldest first: the newest ends on top of its channel.
        for marked in fresh.into_iter().rev() {
            if done == AT_ONCE || Instant::now() > end {
                left = true;
                break;
            }
            done += 1;
            self.bring_one(&named, marked, polled).await?;
        }
        for marked in seen {
            let Some(at) = known
                .get(&marked.identity)
                .filter(|at| at.content_hash != marked.content_hash)
            else {
                polled.unchanged += 1;
                continue;
            };
            if done == AT_ONCE || Instant::now() > end {
                left = true;
                break;
            }
            done += 1;
            self.change_one(&named, at, marked, polled).await?;
        }
        Ok(left)
    }

    async fn known(&self, source: &entity::Model) -> Result<HashMap<String, Seen>> {
        let read = self.store.read(SiteId(source.site_id));
        let columns = [
            item::Column::Id,
            item::Column::Identity,
            item::Column::ContentHash,
            item::Column::State,
        ];
        let rows = read
            .find::<item::Entity>()
            .only(columns)
            .filter(item::Column::SourceId.eq(source.id))
            .into::<Seen>()
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| (row.identity.clone(), row)).collect())
    }

    /// Of a first look only the newest come; of the others it is noted that they were there. `before` were brought by a
    /// first look that was interrupted.
    async fn first_look(
        &self,
        source: &entity::Model,
        mut fresh: Vec<Marked>,
        before: usize,
        polled: &mut Polled,
    ) -> Result<Vec<Marked>> {
        let limit = usize::try_from(source.first_limit).unwrap_or_default();
        let older = fresh.split_off(fresh.len().min(limit.saturating_sub(before)));
        for chunk in older.chunks(CHUNK) {
            let mut tx = self.write(source).await?;
            skip(&mut tx, source, chunk).await?;
            tx.commit().await?;
        }
        polled.older = older.len();
        Ok(fresh)
    }

    async fn bring_one(&self, source: &entity::Model, marked: Marked, polled: &mut Polled) -> Result<()> {
        let ready = match prepare_entry(&self.polite, self.store.files(), source, marked).await {
            Ok(ready) => ready,
            Err(error) => return self.failed(polled, &error),
        };
        let publish = source.is_listed(self.hub.read().now());
        let why = if source.automatic && !publish {
            "转载授权已到期。"
        } else {
            ""
        };
        let mut done = self.write_new(source, &ready, publish, why).await;
        for _ in 0..TRIES {
            let Err(Error::Busy(wait)) = done else { break };
            if self.is_known(source, &ready.marked.identity).await? {
                // Another poll brought it at the same moment.
                polled.unchanged += 1;
                return Ok(());
            }
            tokio::time::sleep(wait).await;
            done = self.write_new(source, &ready, publish, why).await;
        }
        if publish && let Err(refused @ (Error::Refused(_) | Error::Invalid(_))) = &done {
            // What cannot be published as it is waits for an editor, with the reason.
            let why = format!("未能自动发布：{}", refused.sentence());
            done = self.write_new(source, &ready, false, &why).await;
        }
        match done {
            Ok(super::bring::Brought::Published) => {
                polled.new += 1;
                polled.published += 1;
                Ok(())
            }
            Ok(super::bring::Brought::Waiting) => {
                polled.new += 1;
                polled.waiting += 1;
                Ok(())
            }
            Err(error) => self.failed(polled, &error),
        }
    }

    async fn is_known(&self, source: &entity::Model, identity: &str) -> Result<bool> {
        let read = self.store.read(SiteId(source.site_id));
        let its = read
            .find::<item::Entity>()
            .filter(item::Column::SourceId.eq(source.id))
            .filter(item::Column::Identity.eq(identity));
        its.exists().await
    }

    async fn write_new(
        &self,
        source: &entity::Model,
        ready: &Ready,
        publish: bool,
        why: &str,
    ) -> Result<super::bring::Brought> {
        let mut tx = self.write(source).await?;
        let brought = bring_new(&mut tx, source, ready, publish, why).await?;
        tx.commit().await?;
        Ok(brought)
    }

    async fn change_one(
        &self,
        source: &entity::Model,
        at: &Seen,
        marked: Marked,
        polled: &mut Polled,
    ) -> Result<()> {
        if matches!(State::parse(&at.state), State::Skipped | State::Declined) {
            let mut tx = self.write(source).await?;
            note_hash(&mut tx, at.id, &marked.content_hash).await?;
            tx.commit().await?;
            polled.unchanged += 1;
            return Ok(());
        }
        let ready = match prepare_entry(&self.polite, self.store.files(), source, marked).await {
            Ok(ready) => ready,
            Err(error) => return self.failed(polled, &error),
        };
        let publish = source.is_listed(self.hub.read().now());
        let mut done = self.write_change(source, at.id, &ready, publish).await;
        if publish && matches!(done, Err(Error::Refused(_) | Error::Invalid(_))) {
            done = self.write_change(source, at.id, &ready, false).await;
        }
        match done {
            Ok(()) => {
                polled.changed += 1;
                Ok(())
            }
            Err(error) => self.failed(polled, &error),
        }
    }

    async fn write_change(
        &self,
        source: &entity::Model,
        id: i64,
        ready: &Ready,
        publish: bool,
    ) -> Result<()> {
        let mut tx = self.write(source).await?;
        let found = tx.find::<item::Entity>().filter(item::Column::Id.eq(id));
        let known = found.found().await?;
        bring_change(&mut tx, source, &known, ready, publish).await?;
        tx.commit().await
    }

    /// One entry that cannot be brought stops no other; where nothing can be written at all the look ends.
    fn failed(&self, polled: &mut Polled, error: &Error) -> Result<()> {
        if let Error::ReadOnly(why) = error {
            return Err(Error::ReadOnly(why.clone()));
        }
        warn!(source = polled.id, %error, "An entry of a source could not be brought");
        polled.failed += 1;
        Ok(())
    }
}
