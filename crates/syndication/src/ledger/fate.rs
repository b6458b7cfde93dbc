//! What became of something that was sent up, in three words. Pure.

use crate::submission::State;

/// The fate of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The portal made use of it.
    Used,
    /// The portal declined it.
    Declined,
    /// Nobody decided yet.
    Open,
}

impl Fate {
    /// Every one, in the order of the chart.
    pub const ALL: [Self; 3] = [Self::Used, Self::Declined, Self::Open];

    /// Of a state; what was taken back or withdrawn has none.
    #[must_use]
    pub const fn of(state: State) -> Option<Self> {
        match state {
            State::Adopted | State::Edited | State::Overtaken => Some(Self::Used),
            State::Declined => Some(Self::Declined),
            State::Sent | State::Seen => Some(Self::Open),
            State::Recalled | State::Withdrawn => None,
        }
    }

    /// The word in addresses.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Declined => "declined",
            Self::Open => "open",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Used => "已采用",
            Self::Declined => "已退稿",
            Self::Open => "待处理",
        }
    }

    /// Class of its part of a bar.
    #[must_use]
    pub const fn bar(self) -> &'static str {
        match self {
            Self::Used => "bar-green",
            Self::Declined => "bar-red",
            Self::Open => "bar-open",
        }
    }

    /// Reads [`Fate::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.key() == key)
    }
}
