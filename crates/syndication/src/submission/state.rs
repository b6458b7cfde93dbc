//! States of a submission. Pure.
//!
//! ```text
//! sent ──an editor opens it──▶ seen
//! sent, seen ──the desk──▶ adopted, edited (adopted with edits), declined, overtaken (merged into another piece)
//! sent, seen ──取回──▶ recalled ──报送──▶ sent
//! declined ──报送──▶ sent
//! sent, seen, adopted, edited, overtaken ──the source withdraws──▶ withdrawn ──it publishes again──▶ as before
//! ```

/// The state of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// On its way or on the desk.
    Sent,
    /// An editor of the portal opened it.
    Seen,
    /// The portal shows it.
    Adopted,
    /// The portal took it in its own words; the difference is kept.
    Edited,
    /// The desk declined it, with a reason.
    Declined,
    /// It became part of another piece; the unit is credited.
    Overtaken,
    /// Taken back before anybody decided.
    Recalled,
    /// The source withdrew the article.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Sent,
        Self::Seen,
        Self::Adopted,
        Self::Edited,
        Self::Declined,
        Self::Overtaken,
        Self::Recalled,
        Self::Withdrawn,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Seen => "seen",
            Self::Adopted => "adopted",
            Self::Edited => "edited",
            Self::Declined => "declined",
            Self::Overtaken => "overtaken",
            Self::Recalled => "recalled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Sent => "已报送",
            Self::Seen => "已阅",
            Self::Adopted => "采用",
            Self::Edited => "改后采用",
            Self::Declined => "退稿",
            Self::Overtaken => "被替代",
            Self::Recalled => "已取回",
            Self::Withdrawn => "撤回",
        }
    }

    /// Colour and icon on screens.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Sent | Self::Seen => "wait",
            Self::Adopted | Self::Edited => "ok",
            Self::Declined => "warn",
            Self::Overtaken | Self::Recalled | Self::Withdrawn => "plain",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Whether nobody decided yet.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Seen)
    }

    /// Whether the unit may send it once more: it took it back, or the desk declined it.
    #[must_use]
    pub const fn may_go_again(self) -> bool {
        matches!(self, Self::Recalled | Self::Declined)
    }

    /// Whether the portal made use of it.
    #[must_use]
    pub const fn is_used(self) -> bool {
        matches!(self, Self::Adopted | Self::Edited | Self::Overtaken)
    }

    /// After the source withdrew the article; `None` where nothing changes: a decline stays in the ledger.
    #[must_use]
    pub const fn after_withdrawal(self) -> Option<Self> {
        match self {
            Self::Sent | Self::Seen | Self::Adopted | Self::Edited | Self::Overtaken => Some(Self::Withdrawn),
            Self::Declined | Self::Recalled | Self::Withdrawn => None,
        }
    }

    /// After the source published the article again: what was withdrawn is what it was `before`.
    #[must_use]
    pub fn after_return(self, before: Self) -> Option<Self> {
        (self == Self::Withdrawn).then_some(before)
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
        for state in State::ALL {
            if let Some(withdrawn) = state.after_withdrawal() {
                assert_eq!(withdrawn.after_return(state), Some(state));
            }
        }
        assert_eq!(State::Declined.after_withdrawal(), None);
        assert_eq!(State::Recalled.after_return(State::Sent), None);
    }
}
