//! States of a task. Pure.
//!
//! ```text
//! given ──接受──▶ accepted
//! given, accepted ──不接受──▶ declined
//! given, accepted, handed ──交稿──▶ handed ──the giver's site shows it──▶ done
//! given, accepted, declined, handed ──the giver closes it──▶ cancelled
//! ```

/// The state of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody answered yet.
    Given,
    /// Somebody is at work.
    Accepted,
    /// Declined, with a reason.
    Declined,
    /// A piece was handed in.
    Handed,
    /// The public sees it.
    Done,
    /// The giver wants it no longer.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Given,
        Self::Accepted,
        Self::Declined,
        Self::Handed,
        Self::Done,
        Self::Cancelled,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Handed => "handed",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Given => "待接受",
            Self::Accepted => "已接受",
            Self::Declined => "不接受",
            Self::Handed => "已交稿",
            Self::Done => "已完成",
            Self::Cancelled => "已取消",
        }
    }

    /// Colour and icon on screens.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Given | Self::Accepted | Self::Handed => "wait",
            Self::Done => "ok",
            Self::Declined => "warn",
            Self::Cancelled => "plain",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Whether something is still to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Given | Self::Accepted | Self::Handed)
    }

    /// Whether the receiver is to write; the due day counts as long as it is so.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Given | Self::Accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn words_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.key()), Some(state));
            assert!(state.is_open() || !state.is_owed());
        }
    }
}
