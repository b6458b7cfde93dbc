//! Which passwords are taken. History, age and a list of breached ones come with the second factor.

use crate::person::Account;
use kernel::{Error, Result};

/// Shortest password in characters.
pub const MINIMUM: usize = 10;
/// Longest password in characters; longer ones only cost hashing.
pub const MAXIMUM: usize = 128;

/// A password that keeps the rules. It never shows itself.
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

impl NewPassword {
    /// Reads the new password of an account from a form.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password`.
    pub fn parse(account: &Account, password: &str) -> Result<Self> {
        let length = password.chars().count();
        if length < MINIMUM {
            return Err(Error::field("password", format!("密码至少 {MINIMUM} 个字符。")));
        }
        if length > MAXIMUM {
            return Err(Error::field("password", format!("密码最多 {MAXIMUM} 个字符。")));
        }
        if password.to_lowercase().contains(account.as_str()) {
            return Err(Error::field("password", "密码不能包含账号名。"));
        }
        let mut characters: Vec<char> = password.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.len() < 5 {
            return Err(Error::field("password", "密码过于简单，请使用更多不同的字符。"));
        }
        Ok(Self(password.to_owned()))
    }

    /// As [`Self::parse`], typed twice.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password` or `again`.
    pub fn parse_twice(account: &Account, password: &str, again: &str) -> Result<Self> {
        let new = Self::parse(account, password)?;
        if password != again {
            return Err(Error::field("again", "两次输入的密码不一致。"));
        }
        Ok(new)
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_simple_and_telling_passwords_are_refused() {
        let account = Account::parse("edu.writer").unwrap();
        for bad in [
            "",
            "short",
            "123456789",
            "aaaaaaaaaaaa",
            "Edu.Writer-2026",
            &"长".repeat(129),
        ] {
            assert!(NewPassword::parse(&account, bad).is_err(), "{bad}");
        }
        for good in ["紫砂壶里的春天茶香", "correct horse", "k3%dP0-wqZ"] {
            let long = format!("{good}啊！");
            assert!(NewPassword::parse(&account, &long).is_ok(), "{long}");
        }
        assert!(NewPassword::parse_twice(&account, "correct horse", "correct house").is_err());
    }
}
