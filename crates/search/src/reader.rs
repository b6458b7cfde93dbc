//! Follows the event log. The position lives in the index's own commit, never in the database.

use crate::Index;
use crate::index::{Change, Cursor};
use crate::reindex::reindex;
use kernel::document::Documents;
use kernel::event::{ArticleRef, Event, EventBody};
use kernel::{Error, EventId, Result, SiteId, Uid};
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::log::{ExternalReader, Position};
use tokio::time::Instant;
use tracing::{info, warn};

/// A commit takes some ten milliseconds; more often than this they are taken together.
const APART: Duration = Duration::from_millis(100);
/// In a long backlog, one commit so often.
const BACKLOG: Duration = Duration::from_secs(2);
/// Documents asked for at once.
const LOADED: usize = 500;

/// Makes the index true.
pub struct Reader {
    desk: Arc<Desk>,
    documents: Arc<dyn Documents>,
    /// Changes were staged that nobody sees yet.
    pending: AtomicBool,
    /// Whether this process has read anything; before that, word of the last commit may be owed.
    following: AtomicBool,
    flushing: Arc<AtomicBool>,
}

/// What reading and a commit that comes later share.
struct Desk {
    index: Arc<Index>,
    documents: Arc<dyn Documents>,
    /// Held while changes are staged and while they are committed and told.
    owed: tokio::sync::Mutex<Owed>,
    committed: Mutex<Option<Instant>>,
}

/// The word that those who wait for it are owed.
#[derive(Default)]
struct Owed {
    /// The places of what was staged since the last word.
    places: Vec<(SiteId, Uid, i64)>,
    /// The position they were staged up to.
    staged: Option<EventId>,
    /// The last event of which word was given; `None` before the first in this process.
    told: Option<EventId>,
}

impl Reader {
    /// Reads for `index`, asking `documents` for the truth.
    #[must_use]
    pub fn new(index: Arc<Index>, documents: Arc<dyn Documents>) -> Self {
        Self {
            desk: Arc::new(Desk {
                index,
                documents: documents.clone(),
                owed: tokio::sync::Mutex::default(),
                committed: Mutex::default(),
            }),
            documents,
            pending: AtomicBool::new(false),
            following: AtomicBool::new(false),
            flushing: Arc::default(),
        }
    }

    /// Which documents the events may have changed, each once.
    async fn concerned(&self, events: &[Event]) -> Result<Vec<Uid>> {
        let mut seen = HashSet::new();
        let mut uids = Vec::new();
        for event in events {
            let touched = match &event.body {
                EventBody::ArticlePublished(ArticleRef { uid, .. })
                | EventBody::ArticleWithdrawn(ArticleRef { uid, .. })
                | EventBody::LibraryChanged { uid, .. }
                | EventBody::PlacementChanged { uid, .. }
                | EventBody::LetterChanged { uid, .. } => vec![*uid],
                EventBody::LetterImported { uids, .. } => uids.clone(),
                // Its name and address stand in every document placed there.
                EventBody::ChannelChanged { channel } => {
                    let (index, channel) = (self.desk.index.clone(), *channel);
                    off_loop(move || {
                        index.commit()?;
                        index.uids_in_channel(channel)
                    })
                    .await?
                }
                EventBody::ArticleSaved(_)
                | EventBody::ArticleSubmitted(_)
                | EventBody::ArticleApproved(_)
                | EventBody::ArticleReturned(_)
                | EventBody::MediaStored { .. }
                | EventBody::SiteChanged
                | EventBody::TopicChanged { .. }
                | EventBody::UnitChanged
                | EventBody::RedirectChanged
                | EventBody::RuleChanged
                | EventBody::MandateChanged
                | EventBody::PushChanged { .. }
                | EventBody::ImportantChanged { .. }
                | EventBody::ShareChanged
                | EventBody::AuthorizationChanged { .. }
                | EventBody::SubmissionSent { .. }
                | EventBody::SubmissionRecalled { .. }
                | EventBody::SubmissionDecided { .. }
                | EventBody::SubmissionSeen { .. }
                | EventBody::DeskPicked { .. }
                | EventBody::SubmissionCredited { .. }
                | EventBody::BoxChanged { .. }
                | EventBody::CommissionChanged { .. }
                | EventBody::LedgerTermsChanged
                | EventBody::NoticeDrafted { .. }
                | EventBody::NoticeReleased { .. }
                | EventBody::NoticeBegan { .. }
                | EventBody::NoticeExtended { .. }
                | EventBody::NoticeEnded { .. }
                | EventBody::MembershipChanged { .. }
                | EventBody::PersonChanged { .. }
                | EventBody::LetterReceived { .. }
                | EventBody::LetterAssessed { .. }
                | EventBody::LetterTermsChanged => Vec::new(),
            };
            uids.extend(touched.into_iter().filter(|uid| seen.insert(*uid)));
        }
        Ok(uids)
    }

    /// How long the next commit has to wait; `None` while a backlog goes on.
    fn wait(&self, more: bool) -> Option<Duration> {
        let since = self.desk.since();
        match since {
            None => Some(Duration::ZERO),
            Some(since) if more => (since >= BACKLOG).then_some(Duration::ZERO),
            Some(since) => Some(APART.saturating_sub(since)),
        }
    }

    /// A backlog may end exactly with a full batch, and then nobody calls again.
    fn commit_later(&self) {
        if self.flushing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (desk, flushing) = (self.desk.clone(), self.flushing.clone());
        tokio::spawn(async move {
            tokio::time::sleep(BACKLOG).await;
            flushing.store(false, Ordering::Release);
            if let Err(error) = desk.commit().await {
                warn!(%error, "The index could not commit; the reader tries again");
            }
        });
    }

    /// The last event of which word was given, by this process or by the one before.
    fn told(&self, owed: &Owed, log: Uid) -> Result<EventId> {
        if let Some(told) = owed.told {
            return Ok(told);
        }
        let last = self.desk.index.cursor()?.filter(|cursor| cursor.log == log);
        Ok(last.map_or(EventId(0), |cursor| cursor.told))
    }
}

impl Desk {
    fn since(&self) -> Option<Duration> {
        let committed = self.committed.lock().unwrap_or_else(PoisonError::into_inner);
        committed.map(|at| at.elapsed())
    }

    /// Commits, then tells who waits. Word that cannot be given now is given after the next commit.
    async fn commit(&self) -> Result<()> {
        let mut owed = self.owed.lock().await;
        let index = self.index.clone();
        off_loop(move || index.commit()).await?;
        *self.committed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        if !owed.places.is_empty()
            && let Err(error) = self.documents.indexed(&owed.places).await
        {
            warn!(%error, "The index is true but its receipt could not be written yet");
            return Ok(());
        }
        owed.places.clear();
        owed.told = owed.staged;
        Ok(())
    }
}

#[async_trait::async_trait]
impl ExternalReader for Reader {
    fn name(&self) -> &'static str {
        "search"
    }

    async fn position(&self) -> Result<Option<Position>> {
        Ok(self.desk.index.staged_cursor()?.map(Position::from))
    }

    /// After a start that is where word was given last: what was committed after it is read again, and told.
    async fn resume(&self) -> Result<Option<Position>> {
        if self.following.load(Ordering::Acquire) {
            return self.position().await;
        }
        let cursor = self.desk.index.cursor()?;
        Ok(cursor.map(|cursor| Position {
            log: cursor.log,
            event: cursor.told.0,
        }))
    }

    async fn rebuild(&self, position: Position) -> Result<()> {
        // Another log counts anew.
        *self.desk.owed.lock().await = Owed::default();
        self.following.store(false, Ordering::Release);
        let count = reindex(&self.desk.index, &*self.documents, position.into(), |_| {}).await?;
        self.documents.rebuilt().await?;
        info!(documents = count, "Built the search index anew");
        Ok(())
    }

    async fn read(&self, events: &[Event], position: Position, more: bool) -> Result<()> {
        let mut owed = self.desk.owed.lock().await;
        let cursor = Cursor {
            told: self.told(&owed, position.log)?,
            ..position.into()
        };
        let uids = self.concerned(events).await?;
        for asked in uids.chunks(LOADED) {
            let changes = Change::from_loaded(asked, self.documents.load(asked).await?);
            let index = self.desk.index.clone();
            off_loop(move || index.add_to_stage(&changes)).await?;
            self.pending.store(true, Ordering::Release);
        }
        let index = self.desk.index.clone();
        off_loop(move || index.stage(&[], &cursor)).await?;
        owed.places.extend(events.iter().filter_map(place));
        owed.staged = Some(cursor.position);
        drop(owed);
        self.following.store(true, Ordering::Release);
        // The position alone need not be on disk at once: at worst it is read again.
        match self.wait(more || !self.pending.load(Ordering::Acquire)) {
            Some(wait) => {
                tokio::time::sleep(wait).await;
                self.desk.commit().await?;
                self.pending.store(false, Ordering::Release);
                Ok(())
            }
            None => {
                self.commit_later();
                Ok(())
            }
        }
    }
}

/// The place an event speaks of.
fn place(event: &Event) -> Option<(SiteId, Uid, i64)> {
    match &event.body {
        EventBody::PlacementChanged { uid, version, .. } => Some((event.site, *uid, *version)),
        _ => None,
    }
}

/// Runs what takes processor or disk off the event loop.
pub(crate) async fn off_loop<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::fault)?
}

impl From<Cursor> for Position {
    fn from(cursor: Cursor) -> Self {
        Self {
            log: cursor.log,
            event: cursor.position.0,
        }
    }
}

impl From<Position> for Cursor {
    fn from(position: Position) -> Self {
        Self {
            log: position.log,
            position: EventId(position.event),
            told: EventId(position.event),
        }
    }
}
