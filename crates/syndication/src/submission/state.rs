//! States of a submission. Pure.
//!
//! ```text
//! sent ──desk takes──▶ adopted    sent ──desk declines──▶ declined    sent ──取回──▶ recalled ──报送──▶ sent
//! sent, adopted ──the source withdraws the article──▶ withdrawn ──it publishes again──▶ as before
//! ```

/// The state of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// On its way or on the desk.
    Sent,
    /// The portal shows it.
    Adopted,
    /// The desk declined it, with a reason.
    Declined,
    /// Taken back before anybody decided.
    Recalled,
    /// The source withdrew the article.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Sent,
        Self::Adopted,
        Self::Declined,
        Self::Recalled,
        Self::Withdrawn,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Adopted => "adopted",
            Self::Declined => "declined",
            Self::Recalled => "recalled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Sent => "待采编",
            Self::Adopted => "已采用",
            Self::Declined => "未采用",
            Self::Recalled => "已取回",
            Self::Withdrawn => "已撤稿",
        }
    }

    /// Colour and icon on screens.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Sent => "wait",
            Self::Adopted => "ok",
            Self::Declined => "warn",
            Self::Recalled | Self::Withdrawn => "plain",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// After the source withdrew the article; `None` where nothing changes: a decline stays in the ledger.
    #[must_use]
    pub const fn after_withdrawal(self) -> Option<Self> {
        match self {
            Self::Sent | Self::Adopted => Some(Self::Withdrawn),
            Self::Declined | Self::Recalled | Self::Withdrawn => None,
        }
    }

    /// After the source published the article again.
    #[must_use]
    pub const fn after_return(self, was_decided: bool) -> Option<Self> {
        match (self, was_decided) {
            (Self::Withdrawn, true) => Some(Self::Adopted),
            (Self::Withdrawn, false) => Some(Self::Sent),
            (Self::Sent | Self::Adopted | Self::Declined | Self::Recalled, _) => None,
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
        assert_eq!(State::parse("lost"), None);
    }

    #[test]
    fn a_withdrawal_is_undone_by_publishing_again() {
        for (state, decided) in [(State::Sent, false), (State::Adopted, true)] {
            let withdrawn = state.after_withdrawal().unwrap();
            assert_eq!(withdrawn.after_return(decided), Some(state));
        }
        assert_eq!(State::Declined.after_withdrawal(), None);
        assert_eq!(State::Recalled.after_return(false), None);
    }
}
