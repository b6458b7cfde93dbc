//! A mail address as it is typed.

use kernel::{Error, Result};
use std::fmt;

/// An address that a server can take: one `local@domain`, nothing around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address(String);

impl Address {
    /// Reads an address; the domain is kept in lower case.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `email`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::field("email", "电子邮箱地址不正确，例如 name@example.gov.cn。");
        let text = text.trim();
        if text.len() > 254 || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(wrong());
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let kept = format!("{local}@{}", domain.to_ascii_lowercase());
        // A quoted local part may hold nearly anything; nobody's office address looks like that.
        if local.contains('"') || kept.parse::<lettre::Address>().is_err() {
            return Err(wrong());
        }
        Ok(Self(kept))
    }

    /// The address itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What identifies it whatever the spelling: nearly all servers take the local part in any case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plain_address_and_nothing_around_it() {
        for (typed, kept) in [
            (" zhou@Example.GOV.cn ", "zhou@example.gov.cn"),
            ("Zhou.Ruoxi+web@edu.example", "Zhou.Ruoxi+web@edu.example"),
        ] {
            assert_eq!(Address::parse(typed).unwrap().as_str(), kept);
        }
        for bad in [
            "",
            "zhou",
            "zhou@",
            "@example.cn",
            "a b@example.cn",
            "a@example.cn, b@example.cn",
            "a@example.cn\r\nBcc: b@example.cn",
            "周 <a@example.cn>",
            "\"a\"@example.cn",
            "a@exa\u{0}mple.cn",
            &format!("{}@example.cn", "a".repeat(250)),
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }
}
