//! What editors say of a topic, and what follows for visitors on a day.

/// What editors set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// For staff alone.
    Draft,
    /// Open from its first day.
    Public,
    /// Over: readable in the archive of the topic area.
    Archived,
}

impl State {
    /// Every state, as the form offers them.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Public, Self::Archived];

    /// The word in the database and in files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Public => "public",
            Self::Archived => "archived",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Public => "公开",
            Self::Archived => "已归档",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// How visitors find a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not at all.
    Hidden,
    /// In the topic area and on the home page.
    Current,
    /// In the archive of the topic area.
    Over,
}

impl Standing {
    /// Days are compared as they are written. The day after the last one a topic is over, whether the job that archives it
    /// has run or not.
    #[must_use]
    pub fn of(state: State, starts_on: &str, ends_on: &str, today: &str) -> Self {
        match state {
            State::Draft => Self::Hidden,
            State::Public | State::Archived if starts_on > today => Self::Hidden,
            State::Archived => Self::Over,
            State::Public if ends_on < today => Self::Over,
            State::Public => Self::Current,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_current_from_its_first_day_through_its_last() {
        let on = |state, today| Standing::of(state, "2026-03-01", "2026-03-31", today);
        for (today, public, archived) in [
            ("2026-02-28", Standing::Hidden, Standing::Hidden),
            ("2026-03-01", Standing::Current, Standing::Over),
            ("2026-03-31", Standing::Current, Standing::Over),
            ("2026-04-01", Standing::Over, Standing::Over),
        ] {
            assert_eq!(on(State::Public, today), public, "{today}");
            assert_eq!(on(State::Archived, today), archived, "{today}");
            assert_eq!(on(State::Draft, today), Standing::Hidden, "{today}");
        }
    }

    #[test]
    fn the_words_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.key()), Some(state));
        }
        assert_eq!(State::parse("gone"), None);
    }
}
