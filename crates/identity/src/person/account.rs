//! The account's name and its states.

use kernel::{Error, Result};
use std::fmt;

/// An account name: lower-case letters, digits, `.`, `-`, `_`; 2 to 40 characters, beginning with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account(String);

impl Account {
    /// Reads a new or known account name.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `account`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim().to_ascii_lowercase();
        let shape = (2..=40).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        if shape {
            return Ok(Self(text));
        }
        Err(Error::field(
            "account",
            "账号只能用小写字母、数字、点、连字符和下划线，2 至 40 个字符。",
        ))
    }

    /// What somebody typed into the sign-in form: any text is an account, most of them unknown ones.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(
            text.trim()
                .chars()
                .take(80)
                .collect::<String>()
                .to_ascii_lowercase(),
        )
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In use.
    Active,
    /// Closed by an administrator; may be opened again.
    Suspended,
}

impl State {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// Why an account was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// By an administrator.
    Ordered,
    /// Nobody used it for long.
    Unused,
    /// The person left and handed over.
    Left,
}

impl Reason {
    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Unused => "unused",
            Self::Left => "left",
        }
    }

    /// The words on screens.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ordered => "管理员停用",
            Self::Unused => "长期未使用，系统自动停用",
            Self::Left => "离岗交接后停用",
        }
    }

    /// Reads the word of [`Reason::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Self::Ordered, Self::Unused, Self::Left]
            .into_iter()
            .find(|reason| reason.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_names_have_one_form() {
        for (typed, kept) in [
            ("edu.writer", "edu.writer"),
            (" Edu.Writer ", "edu.writer"),
            ("a1", "a1"),
        ] {
            assert_eq!(Account::parse(typed).unwrap().as_str(), kept);
        }
        for bad in ["", "a", ".a", "张三", "a b", "a@b", &"a".repeat(41)] {
            assert!(Account::parse(bad).is_err(), "{bad}");
        }
    }
}
