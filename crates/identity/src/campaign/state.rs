//! What became of a post in a re-registration.

/// The state of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nobody said anything yet.
    Open,
    /// Somebody answers for it.
    Confirmed,
    /// Somebody ended it.
    Ended,
    /// The time ran out, the post ended.
    Expired,
    /// The post was removed outside the re-registration.
    Gone,
}

impl State {
    /// Every state, in the order of columns.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Confirmed,
        Self::Ended,
        Self::Expired,
        Self::Gone,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Ended => "ended",
            Self::Expired => "expired",
            Self::Gone => "gone",
        }
    }

    /// The words on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "待确认",
            Self::Confirmed => "已确认",
            Self::Ended => "已终止",
            Self::Expired => "逾期终止",
            Self::Gone => "岗位已移除",
        }
    }

    /// Tone of the chip.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Open => "wait",
            Self::Confirmed => "ok",
            Self::Ended | Self::Gone => "plain",
            Self::Expired => "late",
        }
    }

    /// Reads the word of [`State::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}
