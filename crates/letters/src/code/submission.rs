//! The mark of a form (提交标记): random, in the form before it is sent, so that the same form sent twice is one letter.

use kernel::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;

/// 128 bits, as 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission(String);

impl Submission {
    /// A new one.
    ///
    /// # Errors
    /// A fault when the system gives no randomness.
    pub fn random() -> Result<Self> {
        let mut bytes = [0_u8; 16];
        SysRng.try_fill_bytes(&mut bytes).map_err(Error::fault)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// What a form sent; nothing for what no form of ours holds.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ours = text.len() == 32 && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        ours.then(|| Self(text.to_owned()))
    }

    /// As it stands in the form and in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_and_nothing_else_is_one() {
        let mark = Submission::random().unwrap();
        assert_eq!(Submission::parse(mark.as_str()), Some(mark.clone()));
        assert_ne!(Submission::random().unwrap(), mark);
        for text in ["", "abc", &"A".repeat(32), &"0".repeat(33), "' or 1=1 --"] {
            assert_eq!(Submission::parse(text), None, "{text}");
        }
    }
}
