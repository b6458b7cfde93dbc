//! Why something is no longer shown. Visitors read it in its place.

use kernel::{Error, Result};

/// The words of a tombstone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Reads a reason: not empty, at most 200 characters.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `reason`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::field("reason", "请写明原因，公众会在原地址看到。"));
        }
        if text.chars().count() > 200 {
            return Err(Error::field("reason", "原因不超过 200 字。"));
        }
        Ok(Self(text.into()))
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
