//! States of a line of the desk. Pure.

/// The state of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody decided yet.
    Waiting,
    /// Taken (采用).
    Taken,
    /// Taken with edits (改后采用): an article of this site that names its source.
    Edited,
    /// Merged into another line; its unit is credited.
    Merged,
    /// Declined (退稿), with a reason.
    Declined,
    /// The source withdrew the article.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Taken,
        Self::Edited,
        Self::Merged,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Edited => "edited",
            Self::Merged => "merged",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Waiting => "待处理",
            Self::Taken => "已采用",
            Self::Edited => "改后采用",
            Self::Merged => "已合并",
            Self::Declined => "已退稿",
            Self::Withdrawn => "来稿单位已撤稿或撤销授权",
        }
    }

    /// Colour and icon on screens.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Waiting => "wait",
            Self::Taken | Self::Edited => "ok",
            Self::Declined | Self::Merged => "plain",
            Self::Withdrawn => "warn",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// After the source published version after version: what was withdrawn is again what it was `before`.
    #[must_use]
    pub fn after_publication(self, before: Self) -> Self {
        if self == Self::Withdrawn { before } else { self }
    }

    /// After the source withdrew it: a decline stays a decline.
    #[must_use]
    pub const fn after_withdrawal(self) -> Self {
        match self {
            Self::Waiting | Self::Taken | Self::Edited | Self::Merged | Self::Withdrawn => Self::Withdrawn,
            Self::Declined => Self::Declined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn words_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.key()), Some(state));
        }
    }

    #[test]
    fn a_withdrawal_is_undone_by_publishing_again() {
        for state in State::ALL {
            assert_eq!(state.after_withdrawal().after_publication(state), state);
        }
    }
}
