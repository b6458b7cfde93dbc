//! What a ledger line earned, deed by deed. Pure: points are never stored.

use super::Table;
use crate::credit::{Kind, entity as credit};
use crate::postbox::entity as text;
use crate::submission::{State, entity as submission};
use chrono::{DateTime, Utc};
use kernel::beijing;
use uuid::Uuid;

/// What earns points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// Sent up.
    Submitted,
    /// Used by the portal: taken, taken with edits, or merged into another piece.
    Adopted,
    /// Adopted by a higher level.
    Higher,
    /// A policy explanation the portal had commissioned.
    Commissioned,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 4] = [Self::Submitted, Self::Adopted, Self::Higher, Self::Commissioned];

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Adopted => "adopted",
            Self::Higher => "higher",
            Self::Commissioned => "commissioned",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Submitted => "报送",
            Self::Adopted => "门户采用",
            Self::Higher => "上级采用",
            Self::Commissioned => "约稿解读",
        }
    }

    /// Reads [`Deed::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.key() == key)
    }
}

/// Points for a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Award {
    /// The article.
    pub uid: Uuid,
    /// For what.
    pub deed: Deed,
    /// How many, by the table of its day.
    pub points: i64,
    /// When it was earned.
    pub at: DateTime<Utc>,
}

/// What of a line of the ledger earns points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The article, or the text of a box.
    pub uid: Uuid,
    /// How it stands.
    pub state: State,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// When the public first saw it on the portal.
    pub shown_at: Option<DateTime<Utc>>,
    /// Whether nobody sent it up: the portal picked it by itself.
    pub picked: bool,
}

impl From<&submission::Model> for Sent {
    fn from(line: &submission::Model) -> Self {
        Self {
            uid: line.uid,
            state: line.state(),
            at: line.sent_at,
            shown_at: line.shown_at,
            picked: line.picked,
        }
    }
}

impl Sent {
    /// A text of a box, once it was sent.
    #[must_use]
    pub fn of_box(text: &text::Model) -> Option<Self> {
        Some(Self {
            uid: text.uid,
            state: text.sent()?,
            at: text.sent_at?,
            shown_at: text.shown_at,
            picked: false,
        })
    }
}

/// What a line earned. What was taken back or withdrawn earns nothing while it is so; what was taken counts as adopted
/// when the public sees it. What the portal picked by itself was not sent up and earns its adoption alone.
#[must_use]
pub fn awards<'a>(
    line: &Sent,
    credits: impl IntoIterator<Item = &'a credit::Model>,
    table: &Table,
) -> Vec<Award> {
    let state = line.state;
    if matches!(state, State::Recalled | State::Withdrawn) {
        return Vec::new();
    }
    let award = |deed: Deed, at: DateTime<Utc>| {
        let rates = table.at(beijing::day(at));
        let points = match deed {
            Deed::Submitted => rates.submitted,
            Deed::Adopted => rates.adopted,
            Deed::Higher => rates.higher,
            Deed::Commissioned => rates.commissioned,
        };
        Award {
            uid: line.uid,
            deed,
            points,
            at,
        }
    };
    let mut earned = Vec::new();
    if !line.picked {
        earned.push(award(Deed::Submitted, line.at));
    }
    if let Some(at) = line.shown_at.filter(|_| state.is_used()) {
        earned.push(award(Deed::Adopted, at));
    }
    for row in credits {
        let deed = match Kind::parse(&row.kind) {
            Some(Kind::Higher) => Deed::Higher,
            Some(Kind::Commissioned) => Deed::Commissioned,
            None => continue,
        };
        earned.push(award(deed, row.credited_at));
    }
    earned
}
