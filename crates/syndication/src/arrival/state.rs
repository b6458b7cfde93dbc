//! States of an arrival. Pure.

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Older than the first look; known, not brought.
    Skipped,
    /// On the desk.
    Waiting,
    /// An editor made an article of it.
    Taken,
    /// An editor declined it.
    Declined,
    /// Published without the desk.
    Published,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Skipped,
        Self::Waiting,
        Self::Taken,
        Self::Declined,
        Self::Published,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Declined => "declined",
            Self::Published => "published",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Skipped => "早于首次抓取",
            Self::Waiting => "待处理",
            Self::Taken => "已采用",
            Self::Declined => "未采用",
            Self::Published => "自动转载",
        }
    }

    /// Colour and icon on screens.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Waiting => "wait",
            Self::Taken | Self::Published => "ok",
            Self::Skipped | Self::Declined => "plain",
        }
    }

    /// Reads [`State::key`]; an unknown word is nothing to decide about.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.key() == key)
            .unwrap_or(Self::Skipped)
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
        assert_eq!(State::parse("gone"), State::Skipped);
    }
}
