//! The kinds of board, and the classes a new one begins with.

/// What a board is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 来信: everything.
    Letters,
    /// 领导信箱 (市长信箱).
    Mailbox,
    /// 法律在线: answered by whoever is on duty.
    Law,
    /// 教育咨询: with its own count.
    Education,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 4] = [Self::Letters, Self::Mailbox, Self::Law, Self::Education];

    /// The word in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Mailbox => "mailbox",
            Self::Law => "law",
            Self::Education => "education",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Letters => "咨询投诉",
            Self::Mailbox => "领导信箱",
            Self::Law => "法律在线",
            Self::Education => "教育咨询",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// The four classes of the board's rule document.
pub const CLASSES: [&str; 4] = ["咨询", "建议", "投诉", "表扬"];
