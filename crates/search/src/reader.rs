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
    index: Arc<Index>,
    documents: Arc<dyn Documents>,
    committed: Mutex<Option<Instant>>,
    /// Changes were staged that nobody sees yet.
    pending: AtomicBool,
    /// The places among them, for those who wait for word of it.
    told: Mutex<Vec<(SiteId, Uid, i64)>>,
    flushing: Arc<AtomicBool>,
}

impl Reader {
    /// Reads for `index`, asking `documents` for the truth.
    #[must_use]
    pub fn new(index: Arc<Index>, documents: Arc<dyn Documents>) -> Self {
        Self {
            index,
            documents,
            committed: Mutex::default(),
            pending: AtomicBool::new(false),
            told: Mutex::default(),
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
                    let (index, channel) = (self.index.clone(), *channel);
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
        let since = self
            .committed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .map(|at| at.elapsed());
        match since {
            None => Some(Duration::ZERO),
            Some(since) if more => (since >= BACKLOG).then_some(Duration::ZERO),
            Some(since) => Some(APART.saturating_sub(since)),
        }
    }

    async fn commit(&self, wait: Duration) -> Result<()> {
        tokio::time::sleep(wait).await;
        let index = self.index.clone();
        off_loop(move || index.commit()).await?;
        self.pending.store(false, Ordering::Release);
        let told = std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner));
        if !told.is_empty()
            && let Err(error) = self.documents.indexed(&told).await
        {
            warn!(%error, "The index is true but its receipt could not be written");
        }
        *self.committed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }

    /// A backlog may end exactly with a full batch, and then nobody calls again.
    fn commit_later(&self) {
        if self.flushing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (index, flushing) = (self.index.clone(), self.flushing.clone());
        tokio::spawn(async move {
            tokio::time::sleep(BACKLOG).await;
            flushing.store(false, Ordering::Release);
            if let Err(error) = off_loop(move || index.commit()).await {
                warn!(%error, "The index could not commit; the reader tries again");
            }
        });
    }
}

#[async_trait::async_trait]
impl ExternalReader for Reader {
    fn name(&self) -> &'static str {
        "search"
    }

    async fn position(&self) -> Result<Option<Position>> {
        Ok(self.index.staged_cursor()?.map(Position::from))
    }

    async fn rebuild(&self, position: Position) -> Result<()> {
        let count = reindex(&self.index, &*self.documents, position.into(), |_| {}).await?;
        info!(documents = count, "Built the search index anew");
        Ok(())
    }

    async fn read(&self, events: &[Event], position: Position, more: bool) -> Result<()> {
        let cursor = Cursor::from(position);
        self.told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(events.iter().filter_map(place));
        let uids = self.concerned(events).await?;
        for asked in uids.chunks(LOADED) {
            let changes = Change::from_loaded(asked, self.documents.load(asked).await?);
            let index = self.index.clone();
            off_loop(move || index.add_to_stage(&changes)).await?;
            self.pending.store(true, Ordering::Release);
        }
        let index = self.index.clone();
        off_loop(move || index.stage(&[], &cursor)).await?;
        // The position alone need not be on disk at once: at worst it is read again.
        match self.wait(more || !self.pending.load(Ordering::Acquire)) {
            Some(wait) => self.commit(wait).await,
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
        }
    }
}
