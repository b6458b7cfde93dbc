//! States of a source. Pure.

/// The state of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Asked in turn.
    Active,
    /// Put to rest by somebody.
    Paused,
    /// Failed for so long that it is asked no more.
    Disabled,
    /// Off the register; its row remembers what it brought, so that nothing comes twice if it is entered again.
    Removed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Active, Self::Paused, Self::Disabled, Self::Removed];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
            Self::Removed => "removed",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Active => "抓取中",
            Self::Paused => "已暂停",
            Self::Disabled => "已停用",
            Self::Removed => "已移除",
        }
    }

    /// Reads [`State::key`]; what is unknown is not asked.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.key() == key)
            .unwrap_or(Self::Disabled)
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
        assert_eq!(State::parse("gone"), State::Disabled);
    }
}
