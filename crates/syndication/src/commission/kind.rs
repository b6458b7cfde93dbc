//! What a task asks for. Pure.

/// The kind of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A policy explanation (政策解读): earns the points of a commissioned one.
    Explanation,
    /// A report of an event or of work.
    News,
    /// Pictures or a video.
    Pictures,
    /// Anything else.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Explanation, Self::News, Self::Pictures, Self::Other];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Explanation => "explanation",
            Self::News => "news",
            Self::Pictures => "pictures",
            Self::Other => "other",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Explanation => "政策解读",
            Self::News => "新闻报道",
            Self::Pictures => "图片视频",
            Self::Other => "其他",
        }
    }

    /// Reads [`Kind::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn words_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.key()), Some(kind));
        }
        assert_eq!(Kind::parse("poem"), None);
    }
}
