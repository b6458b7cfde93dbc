//! What a rule does with an article. Pure.

use kernel::{Error, Result};

/// Straight into the channel, or before the editors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// 自动发布.
    Automatic,
    /// 经采编台.
    Desk,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 2] = [Self::Automatic, Self::Desk];

    /// The word in files and in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Desk => "desk",
        }
    }

    /// The word on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Automatic => "自动发布",
            Self::Desk => "经采编台",
        }
    }

    /// Reads [`Mode::key`].
    ///
    /// # Errors
    /// [`Error::Invalid`] on `mode`.
    pub fn parse(key: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|mode| mode.key() == key);
        found.ok_or_else(|| Error::field("mode", "请选择自动发布或经采编台。"))
    }
}

#[cfg(test)]
mod tests {
    use super::Mode;

    #[test]
    fn words_are_read_back() {
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.key()).unwrap(), mode);
        }
        assert!(Mode::parse("").is_err());
    }
}
