//! Why something is no longer shown. Visitors read it in its place.

use crate::ui;
use kernel::Result;

/// The words of a tombstone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Reads a reason: not empty, at most 200 characters.
    ///
    /// # Errors
    /// [`kernel::Error::Invalid`] on `reason`.
    pub fn parse(text: &str) -> Result<Self> {
        let words = ("请写明原因，公众会在原地址看到。", "原因不超过 200 字。");
        ui::reason(text, 200, words).map(Self)
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn visitors_are_told_why() {
        assert!(Reason::parse(" ").is_err());
        assert!(Reason::parse(&"长".repeat(201)).is_err());
        assert_eq!(Reason::parse(" 授权到期。 ").unwrap().as_str(), "授权到期。");
    }
}
