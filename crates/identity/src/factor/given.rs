//! What somebody gives as second factor.

use kernel::{Error, Result};

/// Which kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code of an authenticator app.
    Totp,
    /// A passkey.
    Passkey,
    /// A recovery code.
    Recovery,
}

impl Kind {
    /// The word in forms and in the audit.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::Recovery => "recovery",
        }
    }

    /// The word of RFC 8176.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Totp | Self::Recovery => "otp",
            Self::Passkey => "hwk",
        }
    }
}

/// A second factor as it was given.
#[derive(Clone, Debug)]
pub struct Given {
    /// Which kind.
    pub kind: Kind,
    /// The code, or the passkey's answer as JSON.
    pub text: String,
}

impl Given {
    /// Reads a form: its hidden field `kind`, the code that was typed, the passkey's answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `code` or `credential`.
    pub fn parse(kind: &str, code: &str, credential: &str) -> Result<Self> {
        let (kind, text) = match kind {
            "passkey" => (Kind::Passkey, credential.to_owned()),
            "recovery" => (Kind::Recovery, bare(code)),
            _ => (Kind::Totp, bare(code)),
        };
        if !text.is_empty() && text.len() <= 20_000 {
            return Ok(Self { kind, text });
        }
        Err(match kind {
            Kind::Totp => Error::field("code", "请填写身份验证器显示的 6 位数字。"),
            Kind::Recovery => Error::field("recovery", "请填写一个恢复码。"),
            Kind::Passkey => Error::field("", "浏览器没有给出通行密钥的应答，请重试或换一种方式。"),
        })
    }
}

/// A code as people type it: spaces and hyphens do not count, full-width digits are digits.
fn bare(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
            other => other.to_ascii_lowercase(),
        })
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(Given::parse("totp", " 123 456 ", "").unwrap().text, "123456");
        assert_eq!(Given::parse("totp", "１２３４５６", "").unwrap().text, "123456");
        assert_eq!(
            Given::parse("recovery", "ABCD-efgh", "").unwrap().text,
            "abcdefgh"
        );
        assert!(Given::parse("totp", " ", "").is_err());
        assert!(Given::parse("passkey", "123456", "").is_err());
    }
}
