//! Lists as documents with versions: the group's, which hold for every site, and each site's own.

mod change;
pub mod entity;
pub mod group;
mod keep;

pub use change::{Change, Next};
pub use keep::{keep_group_list, keep_list};

use kernel::{Error, Result};
use proof::{Entry, Level, List, Rule};

/// A kind of document: a list of words, or the levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Words(List),
    /// How grave each rule is.
    Levels,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Words(List::Wrong),
        Self::Words(List::Sensitive),
        Self::Words(List::Forbidden),
        Self::Words(List::Leader),
        Self::Words(List::Allow),
        Self::Levels,
    ];

    /// The word in addresses and in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Words(list) => list.key(),
            Self::Levels => "levels",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Words(list) => list.title(),
            Self::Levels => "检查级别",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// The entries of a stored document.
///
/// # Errors
/// A fault for what no program of ours wrote.
pub fn entries_of(list: List, text: &str) -> Result<Vec<Entry>> {
    let broken = |_| Error::fault(format!("a stored list of {} cannot be read", list.key()));
    proof::file::read(list, text.as_bytes()).map_err(broken)
}

/// The levels of a stored document; what it does not name keeps its level.
#[must_use]
pub fn levels_of(text: &str) -> Vec<(Rule, Level)> {
    let line = |line: &str| {
        let (rule, level) = line.split_once(',')?;
        Some((Rule::parse(rule)?, Level::parse(level)?))
    };
    text.lines().filter_map(line).collect()
}

/// Levels as a document.
#[must_use]
pub fn levels_text(levels: &[(Rule, Level)]) -> String {
    let line = |(rule, level): &(Rule, Level)| format!("{},{}\n", rule.key(), level.key());
    levels.iter().map(line).collect()
}
