//! Identifiers. A number never leaves its database; a [`Uid`] is what travels.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A site (站点) of the group.
    SiteId,
    /// An organisation (单位), which need not have a site.
    UnitId,
    /// A member of staff.
    PersonId,
    /// A citizen with an account of the citizens' realm.
    CitizenId,
    /// A person × site × role (岗位).
    MembershipId,
    /// A channel (栏目) of one site.
    ChannelId,
    /// A topic (专题) of one site.
    TopicId,
    /// A block (小栏目) of a topic.
    TopicBlockId,
    /// The stable identity of an article (稿件).
    ArticleId,
    /// One version (版本) of an article.
    EditionId,
    /// An article in a channel (发布位置).
    PlacementId,
    /// A stored picture or attachment.
    MediaId,
    /// A published article in the group's library, whatever its origin.
    LibraryItemId,
    /// A syndication rule.
    RuleId,
    /// A line of the desk (采编台).
    DeskItemId,
    /// A line of the submission ledger (报送台账).
    SubmissionId,
    /// A text of a submission box (投稿箱).
    BoxTextId,
    /// A person's seat at a submission box.
    BoxMemberId,
    /// A task as its giver keeps it (约稿).
    CommissionId,
    /// A task as a receiver has it.
    TaskId,
    /// A background job (任务).
    JobId,
    /// A row of the event log.
    EventId,
    /// A letter (来信) in this database.
    LetterId,
}

/// How often a row was saved; a form sends back the one it saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub i64);

/// What leaves a database carries this: a UUIDv7 (RFC 9562).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uid(pub uuid::Uuid);

impl Uid {
    /// A new uid whose time part is `at`, so that uids sort as the domain clock ran.
    #[must_use]
    pub fn at(at: chrono::DateTime<chrono::Utc>) -> Self {
        let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
        let time = uuid::Timestamp::from_unix(uuid::NoContext, seconds, at.timestamp_subsec_nanos());
        Self(uuid::Uuid::new_v7(time))
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Uid {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        uuid::Uuid::parse_str(text).map(Self)
    }
}
