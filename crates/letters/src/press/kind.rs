//! The kinds, in order of weight.

/// What presses a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 催办: the first reminder and those after it.
    Urge,
    /// 督办: the supervising office follows it.
    Supervise,
    /// 批示: a leader says what is to be done.
    Instruct,
    /// 上报: long silence was brought before the head.
    Escalate,
    /// 提醒: the end is near.
    Remind,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::Urge,
        Self::Supervise,
        Self::Instruct,
        Self::Escalate,
        Self::Remind,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Urge => "urge",
            Self::Supervise => "supervise",
            Self::Instruct => "instruct",
            Self::Escalate => "escalate",
            Self::Remind => "remind",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Urge => "催办",
            Self::Supervise => "督办",
            Self::Instruct => "批示",
            Self::Escalate => "上报",
            Self::Remind => "提醒",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}
