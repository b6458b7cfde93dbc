//! The scale, and why somebody is not content.

/// The five words (国办发〔2019〕51号), best first; the last two are bad reviews.
pub const SCORES: [(i64, &str); 5] = [
    (5, "非常满意"),
    (4, "满意"),
    (3, "基本满意"),
    (2, "不满意"),
    (1, "非常不满意"),
];

/// Why somebody is not content: the four of the board's rule document, and another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Answered in too few words.
    TooShort,
    /// Answered too late.
    Late,
    /// Passed the buck.
    PassedOn,
    /// Answered, and not put right.
    NotPutRight,
    /// Something else.
    Other,
}

impl Reason {
    /// All, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::TooShort,
        Self::Late,
        Self::PassedOn,
        Self::NotPutRight,
        Self::Other,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::Late => "late",
            Self::PassedOn => "passed_on",
            Self::NotPutRight => "not_put_right",
            Self::Other => "other",
        }
    }

    /// The word on screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::TooShort => "太简单",
            Self::Late => "不及时",
            Self::PassedOn => "推诿",
            Self::NotPutRight => "未整改",
            Self::Other => "其他",
        }
    }

    /// Reads the word of [`Self::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}
