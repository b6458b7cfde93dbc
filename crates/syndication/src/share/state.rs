//! How a request stands. Pure.

/// From asking to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The source has not decided.
    Waiting,
    /// The source agreed: a rule works.
    Agreed,
    /// The source declined.
    Declined,
    /// The source took its consent back.
    TakenBack,
    /// Who asked does not want it any more.
    Left,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Agreed,
        Self::Declined,
        Self::TakenBack,
        Self::Left,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Agreed => "agreed",
            Self::Declined => "declined",
            Self::TakenBack => "taken_back",
            Self::Left => "left",
        }
    }

    /// The word on screens and its tone.
    #[must_use]
    pub const fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting => ("待对方同意", "wait"),
            Self::Agreed => ("共享中", "ok"),
            Self::Declined => ("对方未同意", "warn"),
            Self::TakenBack => ("对方已收回", "warn"),
            Self::Left => ("已退订", "plain"),
        }
    }

    /// Reads [`State::key`]; what is not known has ended.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        let found = Self::ALL.into_iter().find(|state| state.key() == key);
        found.unwrap_or(Self::Left)
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn words_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.key()), state);
        }
    }
}
