//! What a batch of events says, each thing once. Pure.

use chrono::{DateTime, Utc};
use kernel::event::{ArticleRef, Event, EventBody};
use kernel::{EditionId, SiteId, SubmissionId, Uid};
use std::collections::{BTreeSet, HashMap};

/// What concerns the projection in a batch.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The newest word on each article, in the order in which they were first named.
    pub(super) articles: Vec<Told>,
    /// Submissions sent or taken back.
    pub(super) submissions: Vec<SubmissionId>,
    /// What a desk decided: the desk's site and the article.
    pub(super) decisions: Vec<(SiteId, Uid)>,
    /// Articles whose places changed in what they may show.
    pub(super) authorizations: Vec<(Uid, DateTime<Utc>)>,
    /// Articles that the portal pushed down or took back.
    pub(super) pushes: Vec<(Uid, DateTime<Utc>)>,
    /// Whether mandates, or channels and sites that they may bind, changed.
    pub(super) mandates: bool,
    /// Sites of which a channel, or whose state, changed.
    pub(super) sites: BTreeSet<SiteId>,
    /// Sites that offered, asked or decided (内容共享).
    pub(super) shares: BTreeSet<SiteId>,
    /// What an editor opened: the desk's site and the article.
    pub(super) seen: Vec<(SiteId, Uid)>,
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
    pub(super) fn of(events: &[Event]) -> Self {
        let mut batch = Self::default();
        let mut known: HashMap<Uid, usize> = HashMap::new();
        for event in events {
            match &event.body {
                EventBody::ArticlePublished(article) => batch.tell(&mut known, event, article, true),
                EventBody::ArticleWithdrawn(article) => batch.tell(&mut known, event, article, false),
                EventBody::SubmissionSent { submission, .. }
                | EventBody::SubmissionRecalled { submission, .. } => {
                    if !batch.submissions.contains(submission) {
                        batch.submissions.push(*submission);
                    }
                }
                EventBody::SubmissionDecided { uid, .. } => batch.decisions.push((event.site, *uid)),
                EventBody::AuthorizationChanged { uid } => {
                    if !batch.authorizations.iter().any(|(known, _)| known == uid) {
                        batch.authorizations.push((*uid, event.at));
                    }
                }
                EventBody::SubmissionSeen { uid } => batch.seen.push((event.site, *uid)),
                EventBody::PushChanged { uid } => batch.pushes.push((*uid, event.at)),
                EventBody::MandateChanged => batch.mandates = true,
                EventBody::ShareChanged => {
                    batch.shares.insert(event.site);
                }
                EventBody::ChannelChanged { .. } | EventBody::SiteChanged => {
                    batch.mandates = true;
                    batch.sites.insert(event.site);
                }
                EventBody::CommissionChanged { uid } => batch.commissions.push(*uid),
                EventBody::BoxChanged { uid } => batch.boxes.push((event.site, *uid)),
                EventBody::ArticleSaved(_)
                | EventBody::ArticleSubmitted(_)
                | EventBody::ArticleApproved(_)
                | EventBody::ArticleReturned(_)
                | EventBody::MediaStored { .. }
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
                | EventBody::LetterTermsChanged => {}
            }
        }
        batch
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
