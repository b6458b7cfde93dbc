//! What a reply says of the matter.

/// The outcome of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 已办理: answered.
    Answered,
    /// 无法办理: cannot be done, with the explanation why.
    Unable,
    /// 协同办理: done together with other units.
    Jointly,
}

impl Outcome {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Answered, Self::Unable, Self::Jointly];

    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Unable => "unable",
            Self::Jointly => "jointly",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Answered => "已办理",
            Self::Unable => "无法办理，已说明",
            Self::Jointly => "协同办理",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == key)
    }
}

/// State of a reply being written.
pub const DRAFT: &str = "draft";
/// State of a reply before the reviewer.
pub const SUBMITTED: &str = "submitted";
/// State of a reply the reviewer did not take.
pub const SENT_BACK: &str = "sent_back";
/// State of a reply the writer sees.
pub const PUBLISHED: &str = "published";
