//! Where a text of a box is. Pure.

use crate::submission::State;

/// A draft, or a line of the ledger like any submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not sent yet.
    Draft,
    /// Sent once.
    Sent(State),
}

impl Stage {
    /// Every stage, as lists are filtered.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Sent(State::Sent),
        Self::Sent(State::Seen),
        Self::Sent(State::Adopted),
        Self::Sent(State::Edited),
        Self::Sent(State::Declined),
        Self::Sent(State::Overtaken),
        Self::Sent(State::Recalled),
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent(state) => state.key(),
        }
    }

    /// Reads [`Stage::key`]; what is not known was never sent.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        State::parse(key).map_or(Self::Draft, Self::Sent)
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Sent(state) => state.title(),
        }
    }

    /// Colour and icon on screens.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Draft => "plain",
            Self::Sent(state) => state.tone(),
        }
    }

    /// Whether its unit may change it, and send it (again).
    #[must_use]
    pub const fn is_writable(self) -> bool {
        match self {
            Self::Draft => true,
            Self::Sent(state) => state.may_go_again(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_what_lies_on_the_desk_is_not_changed() {
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.key()), stage);
        }
        assert!(Stage::Draft.is_writable() && Stage::Sent(State::Declined).is_writable());
        assert!(!Stage::Sent(State::Sent).is_writable() && !Stage::Sent(State::Adopted).is_writable());
    }
}
