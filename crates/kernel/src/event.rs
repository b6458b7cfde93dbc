//! The event log's vocabulary: what happened, in the past tense, versioned.
//!
//! A body refers to immutable things (uid, version, edition, channels); it never carries text or
//! personal data. Complete items are composed for the wire only ([`crate::wire`]).

use crate::{
    ArticleId, ChannelId, EditionId, EventId, LibraryItemId, Role, SiteId, SubmissionId, Tag, TopicId, Uid,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A row of the log as readers get it.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its position; order of ids is order of commits.
    pub id: EventId,
    /// Which log: a restored or moved database starts a new one.
    pub log: Uid,
    /// Where it happened.
    pub site: SiteId,
    /// What happened.
    pub body: EventBody,
    /// When, by the domain clock.
    pub at: DateTime<Utc>,
}

/// What an article event refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRef {
    /// The article in this database.
    pub id: ArticleId,
    /// The article everywhere.
    pub uid: Uid,
    /// The edition concerned.
    pub edition: EditionId,
    /// The article's own age: grows with every publication and withdrawal.
    pub version: i64,
    /// The channels of its site that show it.
    pub channels: Vec<ChannelId>,
    /// True for imported history: rules and notices pass it over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub backfill: bool,
}

/// Everything that happens. Closed: readers match it without a wildcard where they must not miss a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum EventBody {
    /// A draft was written or changed.
    #[serde(rename = "article.saved")]
    ArticleSaved(ArticleRef),
    /// An edition was put before the reviewers.
    #[serde(rename = "article.submitted")]
    ArticleSubmitted(ArticleRef),
    /// A reviewer agreed.
    #[serde(rename = "article.approved")]
    ArticleApproved(ArticleRef),
    /// A reviewer sent it back.
    #[serde(rename = "article.returned")]
    ArticleReturned(ArticleRef),
    /// An edition went public, as the first or as a correction.
    #[serde(rename = "article.published")]
    ArticlePublished(ArticleRef),
    /// The article was withdrawn (撤回).
    #[serde(rename = "article.withdrawn")]
    ArticleWithdrawn(ArticleRef),
    /// A picture or attachment was stored.
    #[serde(rename = "media.stored")]
    MediaStored {
        /// SHA-256 of the stored bytes, hex.
        hash: String,
    },
    /// A channel was made, changed or closed.
    #[serde(rename = "channel.changed")]
    ChannelChanged {
        /// Which.
        channel: ChannelId,
    },
    /// A topic (专题) was made, changed, filled or archived, or its first day came.
    #[serde(rename = "topic.changed")]
    TopicChanged {
        /// Which.
        topic: TopicId,
    },
    /// The site's own settings changed.
    #[serde(rename = "site.changed")]
    SiteChanged,
    /// Units changed.
    #[serde(rename = "unit.changed")]
    UnitChanged,
    /// Redirects changed.
    #[serde(rename = "redirect.changed")]
    RedirectChanged,
    /// A syndication rule was made, changed or ended.
    #[serde(rename = "rule.changed")]
    RuleChanged,
    /// The portal declared, changed or ended a channel mandatory for push-downs (下发专栏).
    #[serde(rename = "mandate.changed")]
    MandateChanged,
    /// The portal pushed an article down (下发), reminded its sites, or revoked it.
    #[serde(rename = "push.changed")]
    PushChanged {
        /// The origin article's uid.
        uid: Uid,
    },
    /// An article was marked as an important item or is one no longer, or a site said which of its own shows it.
    #[serde(rename = "important.changed")]
    ImportantChanged {
        /// The origin article's uid.
        uid: Uid,
    },
    /// A site offered a channel to others, asked for one, or decided about such a request (内容共享).
    #[serde(rename = "share.changed")]
    ShareChanged,
    /// The group's library holds a newer version of an item.
    #[serde(rename = "library.changed")]
    LibraryChanged {
        /// The item in this database.
        item: LibraryItemId,
        /// The origin article's uid.
        uid: Uid,
        /// The origin article's version that is now true here.
        version: i64,
        /// False after a withdrawal.
        live: bool,
        /// True for imported history.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        backfill: bool,
    },
    /// On this site a library item was placed, changed, or taken down.
    #[serde(rename = "placement.changed")]
    PlacementChanged {
        /// The origin article's uid.
        uid: Uid,
        /// The origin article's version shown now.
        version: i64,
        /// The channels concerned.
        channels: Vec<ChannelId>,
        /// False when taken down.
        live: bool,
    },
    /// What places may show of an article changed: the source took its authorization back or gave it again (撤销授权), or
    /// a site took its place down, brought it back or chose a picture.
    #[serde(rename = "authorization.changed")]
    AuthorizationChanged {
        /// The origin article's uid.
        uid: Uid,
    },
    /// An article was sent up (报送).
    #[serde(rename = "submission.sent")]
    SubmissionSent {
        /// The ledger line on the source site.
        submission: SubmissionId,
        /// The origin article's uid.
        uid: Uid,
    },
    /// A submission was taken back (取回) before anybody decided.
    #[serde(rename = "submission.recalled")]
    SubmissionRecalled {
        /// The ledger line on the source site.
        submission: SubmissionId,
        /// The origin article's uid.
        uid: Uid,
    },
    /// The portal's desk decided.
    #[serde(rename = "submission.decided")]
    SubmissionDecided {
        /// The origin article's uid.
        uid: Uid,
        /// Taken or declined.
        adopted: bool,
    },
    /// An editor of the portal picked an article that nobody had sent up.
    #[serde(rename = "desk.picked")]
    DeskPicked {
        /// The origin article's uid.
        uid: Uid,
    },
    /// An editor of the portal opened what was sent up.
    #[serde(rename = "submission.seen")]
    SubmissionSeen {
        /// The origin article's uid.
        uid: Uid,
    },
    /// The portal recorded that a higher level adopted it, or that it had been commissioned.
    #[serde(rename = "submission.credited")]
    SubmissionCredited {
        /// The origin article's uid.
        uid: Uid,
    },
    /// A text of a submission box (投稿箱) was sent to the desk, or taken back.
    #[serde(rename = "box.changed")]
    BoxChanged {
        /// The text's uid.
        uid: Uid,
    },
    /// A task (约稿) was given, answered, handed in or closed.
    #[serde(rename = "commission.changed")]
    CommissionChanged {
        /// The task's uid, the same for all who got it.
        uid: Uid,
    },
    /// A table of points or a quota came into being.
    #[serde(rename = "ledger.terms_changed")]
    LedgerTermsChanged,
    /// A post was given, changed or ended.
    #[serde(rename = "membership.changed")]
    MembershipChanged {
        /// The account's uid.
        person: Uid,
        /// The role concerned.
        role: Role,
    },
    /// An account was made, changed or closed.
    #[serde(rename = "person.changed")]
    PersonChanged {
        /// The account's uid.
        person: Uid,
    },
    /// An emergency banner or mourning grey was written or rewritten; no visitor sees it yet.
    #[serde(rename = "notice.drafted")]
    NoticeDrafted {
        /// The notice.
        notice: Uid,
    },
    /// A second person released it: it shows from its beginning to its end.
    #[serde(rename = "notice.released")]
    NoticeReleased {
        /// The notice.
        notice: Uid,
    },
    /// Its time came.
    #[serde(rename = "notice.began")]
    NoticeBegan {
        /// The notice.
        notice: Uid,
    },
    /// A second person moved its end.
    #[serde(rename = "notice.extended")]
    NoticeExtended {
        /// The notice.
        notice: Uid,
    },
    /// Its end came, or somebody ended it before.
    #[serde(rename = "notice.ended")]
    NoticeEnded {
        /// The notice.
        notice: Uid,
    },
    /// A letter was handed in (来信).
    #[serde(rename = "letter.received")]
    LetterReceived {
        /// The letter everywhere.
        uid: Uid,
    },
    /// A letter took a step: assigned, answered, rated …
    #[serde(rename = "letter.changed")]
    LetterChanged {
        /// The letter everywhere.
        uid: Uid,
        /// Which step, by its stable word.
        step: String,
        /// Whether visitors see the letter after it.
        shown: bool,
    },
    /// A history of letters came in from a file.
    #[serde(rename = "letter.imported")]
    LetterImported {
        /// How many letters are new.
        letters: u64,
        /// Which; none in an event of an older release.
        #[serde(default)]
        uids: Vec<Uid>,
    },
    /// Boards, classes, limits or yearly totals of letters changed.
    #[serde(rename = "letter.terms_changed")]
    LetterTermsChanged,
    /// A week was assessed, corrected, appealed against or decided on (周测评).
    #[serde(rename = "letter.assessed")]
    LetterAssessed {
        /// `2026-W10`.
        week: String,
    },
}

impl EventBody {
    /// The version of the body's form; grows when a field changes its meaning.
    pub const VERSION: i32 = 1;

    /// The stable name, as in the database and on the wire.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ArticleSaved(_) => "article.saved",
            Self::ArticleSubmitted(_) => "article.submitted",
            Self::ArticleApproved(_) => "article.approved",
            Self::ArticleReturned(_) => "article.returned",
            Self::ArticlePublished(_) => "article.published",
            Self::ArticleWithdrawn(_) => "article.withdrawn",
            Self::MediaStored { .. } => "media.stored",
            Self::ChannelChanged { .. } => "channel.changed",
            Self::TopicChanged { .. } => "topic.changed",
            Self::SiteChanged => "site.changed",
            Self::UnitChanged => "unit.changed",
            Self::RedirectChanged => "redirect.changed",
            Self::RuleChanged => "rule.changed",
            Self::MandateChanged => "mandate.changed",
            Self::PushChanged { .. } => "push.changed",
            Self::ImportantChanged { .. } => "important.changed",
            Self::ShareChanged => "share.changed",
            Self::LibraryChanged { .. } => "library.changed",
            Self::PlacementChanged { .. } => "placement.changed",
            Self::AuthorizationChanged { .. } => "authorization.changed",
            Self::SubmissionSent { .. } => "submission.sent",
            Self::SubmissionRecalled { .. } => "submission.recalled",
            Self::SubmissionDecided { .. } => "submission.decided",
            Self::SubmissionSeen { .. } => "submission.seen",
            Self::DeskPicked { .. } => "desk.picked",
            Self::SubmissionCredited { .. } => "submission.credited",
            Self::BoxChanged { .. } => "box.changed",
            Self::CommissionChanged { .. } => "commission.changed",
            Self::LedgerTermsChanged => "ledger.terms_changed",
            Self::MembershipChanged { .. } => "membership.changed",
            Self::PersonChanged { .. } => "person.changed",
            Self::NoticeDrafted { .. } => "notice.drafted",
            Self::NoticeReleased { .. } => "notice.released",
            Self::NoticeBegan { .. } => "notice.began",
            Self::NoticeExtended { .. } => "notice.extended",
            Self::NoticeEnded { .. } => "notice.ended",
            Self::LetterReceived { .. } => "letter.received",
            Self::LetterChanged { .. } => "letter.changed",
            Self::LetterImported { .. } => "letter.imported",
            Self::LetterTermsChanged => "letter.terms_changed",
            Self::LetterAssessed { .. } => "letter.assessed",
        }
    }

    /// What it happened to; order is kept per subject, also around parked events.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::ArticleSaved(article)
            | Self::ArticleSubmitted(article)
            | Self::ArticleApproved(article)
            | Self::ArticleReturned(article)
            | Self::ArticlePublished(article)
            | Self::ArticleWithdrawn(article) => article.uid.to_string(),
            Self::LibraryChanged { uid, .. }
            | Self::PlacementChanged { uid, .. }
            | Self::AuthorizationChanged { uid }
            | Self::PushChanged { uid }
            | Self::ImportantChanged { uid }
            | Self::SubmissionSent { uid, .. }
            | Self::SubmissionRecalled { uid, .. }
            | Self::SubmissionDecided { uid, .. }
            | Self::SubmissionSeen { uid }
            | Self::DeskPicked { uid }
            | Self::SubmissionCredited { uid }
            | Self::BoxChanged { uid }
            | Self::CommissionChanged { uid } => uid.to_string(),
            Self::MediaStored { hash } => hash.clone(),
            Self::ChannelChanged { channel } => format!("channel:{channel}"),
            Self::TopicChanged { topic } => format!("topic:{topic}"),
            Self::MembershipChanged { person, .. } | Self::PersonChanged { person } => person.to_string(),
            Self::NoticeDrafted { notice }
            | Self::NoticeReleased { notice }
            | Self::NoticeBegan { notice }
            | Self::NoticeExtended { notice }
            | Self::NoticeEnded { notice } => notice.to_string(),
            Self::SiteChanged => "site".into(),
            Self::UnitChanged => "unit".into(),
            Self::RedirectChanged => "redirect".into(),
            Self::RuleChanged => "rule".into(),
            Self::MandateChanged => "mandate".into(),
            Self::ShareChanged => "share".into(),
            Self::LedgerTermsChanged => "ledger".into(),
            Self::LetterReceived { uid } | Self::LetterChanged { uid, .. } => uid.to_string(),
            Self::LetterImported { .. } | Self::LetterTermsChanged => "letters".into(),
            Self::LetterAssessed { week } => week.clone(),
        }
    }

    /// Whether it changes what lies over the pages of sites for a time (banners, grey).
    #[must_use]
    pub fn moves_overlays(&self) -> bool {
        matches!(
            self,
            Self::NoticeReleased { .. } | Self::NoticeExtended { .. } | Self::NoticeEnded { .. }
        )
    }

    /// The tags of the event's site whose pages it made stale.
    #[must_use]
    pub fn tags(&self) -> Vec<Tag> {
        match self {
            Self::ArticlePublished(ArticleRef { uid, channels, .. })
            | Self::ArticleWithdrawn(ArticleRef { uid, channels, .. })
            | Self::PlacementChanged { uid, channels, .. } => {
                let mut tags = vec![Tag::Home, Tag::Search, Tag::Article(*uid)];
                tags.extend(channels.iter().copied().map(Tag::Channel));
                tags
            }
            Self::ChannelChanged { channel } => vec![Tag::Chrome, Tag::Home, Tag::Channel(*channel)],
            // The home page names topics, and the pages of topics carry its tag.
            Self::TopicChanged { .. } => vec![Tag::Home],
            Self::SiteChanged | Self::UnitChanged | Self::RedirectChanged => vec![Tag::Chrome],
            Self::LetterReceived { .. }
            | Self::LetterChanged { .. }
            | Self::LetterImported { .. }
            | Self::LetterAssessed { .. }
            | Self::LetterTermsChanged => vec![Tag::Letters],
            Self::ArticleSaved(_)
            | Self::ArticleSubmitted(_)
            | Self::ArticleApproved(_)
            | Self::ArticleReturned(_)
            | Self::MediaStored { .. }
            | Self::RuleChanged
            | Self::MandateChanged
            | Self::PushChanged { .. }
            | Self::ImportantChanged { .. }
            | Self::ShareChanged
            | Self::LibraryChanged { .. }
            | Self::AuthorizationChanged { .. }
            | Self::SubmissionSent { .. }
            | Self::SubmissionRecalled { .. }
            | Self::SubmissionDecided { .. }
            | Self::SubmissionSeen { .. }
            | Self::DeskPicked { .. }
            | Self::SubmissionCredited { .. }
            | Self::BoxChanged { .. }
            | Self::CommissionChanged { .. }
            | Self::LedgerTermsChanged
            | Self::MembershipChanged { .. }
            | Self::PersonChanged { .. }
            // A page with a banner is kept beside the one without, so neither is ever stale.
            | Self::NoticeDrafted { .. }
            | Self::NoticeReleased { .. }
            | Self::NoticeBegan { .. }
            | Self::NoticeExtended { .. }
            | Self::NoticeEnded { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_in_the_payload_is_the_kind() {
        let article = ArticleRef {
            id: ArticleId(7),
            uid: "0190a000-0000-7000-8000-000000000001".parse().unwrap(),
            edition: EditionId(9),
            version: 2,
            channels: vec![ChannelId(3)],
            backfill: false,
        };
        let bodies = [
            EventBody::ArticlePublished(article.clone()),
            EventBody::ArticleWithdrawn(article),
            EventBody::SiteChanged,
            EventBody::ChannelChanged {
                channel: ChannelId(3),
            },
        ];
        for body in bodies {
            let json = serde_json::to_value(&body).unwrap();
            assert_eq!(json["kind"], body.kind());
            assert_eq!(serde_json::from_value::<EventBody>(json).unwrap(), body);
        }
    }
}
