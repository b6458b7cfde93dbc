//! What a batch of events says, each thing once. Pure.

use chrono::{DateTime, Utc};
use kernel::event::{ArticleRef, Event, EventBody};
use kernel::{EditionId, SiteId, SubmissionId, Uid};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What concerns the projection in a batch.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The newest word on each article, in the order in which they were first named.
    pub(super) articles: Vec<Told>,
    /// Submissions sent or taken back.
    pub(super) submissions: Vec<SubmissionId>,
    /// What a desk decided: the desk's site and the article.
    pub(super) decisions: Vec<(SiteId, Uid)>,
    /// Articles whose places changed in what they may show, or that the portal pushed down or took back, with the first
    /// word on them.
    pub(super) authorizations: BTreeMap<Uid, DateTime<Utc>>,
    /// Whether mandates, or channels and sites that they may bind, changed.
    pub(super) mandates: bool,
    /// Sites of which a channel, or whose state, changed.
    pub(super) sites: BTreeSet<SiteId>,
    /// Sites that offered, asked or decided (内容共享).
    pub(super) shares: BTreeSet<SiteId>,
    /// What an editor opened: the desk's site and the article.
    pub(super) seen: Vec<(SiteId, Uid)>,
    /// What an editor picked from the pool: the desk's site and the article.
    pub(super) picks: Vec<(SiteId, Uid)>,
    /// Texts of boxes that were sent or taken back.
    pub(super) boxes: Vec<(SiteId, Uid)>,
    /// Tasks that were given, answered or closed.
    pub(super) commissions: Vec<Uid>,
}

/// The newest word on an article.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) site: SiteId,
    pub(super) article: ArticleRef,
    pub(super) live: bool,
    pub(super) at: DateTime<Utc>,
    /// Editions that were public for a moment within the batch: a major correction among them counts.
    pub(super) passed: Vec<EditionId>,
}

impl Batch {
    /// Whether something may have become public that a task waits for.
    pub(super) fn may_settle(&self) -> bool {
        self.articles.iter().any(|told| told.live)
            || !self.decisions.is_empty()
            || !self.commissions.is_empty()
            || !self.boxes.is_empty()
    }

    pub(super) fn of(events: &[Event]) -> Self {
        let mut batch = Self::default();
        let mut known: HashMap<Uid, usize> = HashMap::new();
        for event in events {
            batch.take(&mut known, event);
        }
        batch
    }

    /// Whether the projection has anything to do with an event.
    pub(super) fn concerns(event: &Event) -> bool {
        Self::default().take(&mut HashMap::new(), event)
    }

    /// Takes an event in; answers whether it says anything here.
    fn take(&mut self, known: &mut HashMap<Uid, usize>, event: &Event) -> bool {
        match &event.body {
            EventBody::ArticlePublished(article) => self.tell(known, event, article, true),
            EventBody::ArticleWithdrawn(article) => self.tell(known, event, article, false),
            EventBody::SubmissionSent { submission, .. }
            | EventBody::SubmissionRecalled { submission, .. } => {
                if !self.submissions.contains(submission) {
                    self.submissions.push(*submission);
                }
            }
            EventBody::SubmissionDecided { uid, .. } => self.decisions.push((event.site, *uid)),
            EventBody::AuthorizationChanged { uid } | EventBody::PushChanged { uid } => {
                self.authorizations.entry(*uid).or_insert(event.at);
            }
            EventBody::SubmissionSeen { uid } => self.seen.push((event.site, *uid)),
            EventBody::DeskPicked { uid } => self.picks.push((event.site, *uid)),
            EventBody::MandateChanged => self.mandates = true,
            EventBody::ShareChanged => {
                self.shares.insert(event.site);
            }
            EventBody::ChannelChanged { .. } | EventBody::SiteChanged => {
                self.mandates = true;
                self.sites.insert(event.site);
            }
            EventBody::CommissionChanged { uid } => self.commissions.push(*uid),
            EventBody::BoxChanged { uid } => self.boxes.push((event.site, *uid)),
            EventBody::ArticleSaved(_)
            | EventBody::ArticleSubmitted(_)
            | EventBody::ArticleApproved(_)
            | EventBody::ArticleReturned(_)
            | EventBody::MediaStored { .. }
            | EventBody::ImportantChanged { .. }
            | EventBody::TopicChanged { .. }
            | EventBody::UnitChanged
            | EventBody::RedirectChanged
            | EventBody::RuleChanged
            | EventBody::SubmissionCredited { .. }
            | EventBody::LedgerTermsChanged
            | EventBody::NoticeDrafted { .. }
            | EventBody::NoticeReleased { .. }
            | EventBody::NoticeBegan { .. }
            | EventBody::NoticeExtended { .. }
            | EventBody::NoticeEnded { .. }
            | EventBody::LibraryChanged { .. }
            | EventBody::PlacementChanged { .. }
            | EventBody::MembershipChanged { .. }
            | EventBody::PersonChanged { .. }
            | EventBody::LetterReceived { .. }
            | EventBody::LetterChanged { .. }
            | EventBody::LetterImported { .. }
            | EventBody::LetterAssessed { .. }
            | EventBody::LetterTermsChanged => return false,
        }
        true
    }

    fn tell(&mut self, known: &mut HashMap<Uid, usize>, event: &Event, article: &ArticleRef, live: bool) {
        let told = Told {
            site: event.site,
            article: article.clone(),
            live,
            at: event.at,
            passed: Vec::new(),
        };
        match known
            .get(&article.uid)
            .and_then(|&place| self.articles.get_mut(place))
        {
            Some(before) => {
                let mut told = told;
                if before.article.version < article.version {
                    std::mem::swap(before, &mut told);
                    before.passed.append(&mut told.passed);
                }
                if told.live {
                    before.passed.push(told.article.edition);
                }
            }
            None => {
                known.insert(article.uid, self.articles.len());
                self.articles.push(told);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{ArticleId, EventId};

    fn event(live: bool, version: i64) -> Event {
        let uid = "0190a000-0000-7000-8000-000000000001".parse().unwrap();
        let article = ArticleRef {
            id: ArticleId(1),
            uid,
            edition: EditionId(version),
            version,
            channels: Vec::new(),
            backfill: false,
        };
        let body = if live {
            EventBody::ArticlePublished(article)
        } else {
            EventBody::ArticleWithdrawn(article)
        };
        Event {
            id: EventId(version),
            log: uid,
            site: SiteId(1),
            body,
            at: DateTime::<Utc>::UNIX_EPOCH,
        }
    }

    #[test]
    fn of_several_words_on_an_article_the_newest_counts_whatever_their_order() {
        for order in [[1, 2, 3], [3, 2, 1], [2, 3, 1]] {
            let events = order.map(|version| event(version != 3, version));
            let batch = Batch::of(&events);
            assert_eq!(batch.articles.len(), 1);
            assert_eq!(batch.articles[0].article.version, 3);
            assert!(!batch.articles[0].live);
            let mut passed = batch.articles[0].passed.clone();
            passed.sort();
            assert_eq!(
                passed,
                [EditionId(1), EditionId(2)],
                "what was public before is not forgotten"
            );
        }
    }
}
