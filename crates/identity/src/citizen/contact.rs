//! How a citizen is reached: a mail address or a mobile number, in one spelling.

use kernel::{Error, Result};

/// What kind of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A mail address.
    Mail,
    /// A mobile number of the mainland.
    Phone,
}

impl Kind {
    /// Both, as the profile lists them.
    pub const ALL: [Self; 2] = [Self::Phone, Self::Mail];

    /// The word in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Phone => "phone",
        }
    }

    /// The word on pages.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Mail => "电子邮箱",
            Self::Phone => "手机号码",
        }
    }

    /// Reads the word of [`Kind::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A contact in its one spelling. It shows itself only masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Contact {
    kind: Kind,
    text: String,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind.key())
    }
}

impl Contact {
    /// Reads what was typed: full-width digits, blanks, hyphens and `+86` of a number are taken away, a mail address
    /// is kept in lower case, so that nobody has two accounts by spelling.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `contact`.
    pub fn parse(text: &str) -> Result<Self> {
        let text: String = text.trim().chars().map(half_width).collect();
        if text.contains('@') {
            let address = mail::Address::parse(&text).ok();
            let address = address.filter(|address| address.as_str().is_ascii());
            let text = address.ok_or_else(wrong)?.key();
            return Ok(Self {
                kind: Kind::Mail,
                text,
            });
        }
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
            .collect();
        let digits = digits
            .strip_prefix("+86")
            .or_else(|| digits.strip_prefix("0086"))
            .unwrap_or(&digits);
        let mobile = digits.len() == 11
            && digits.bytes().all(|b| b.is_ascii_digit())
            && digits.starts_with('1')
            && !digits.starts_with("10")
            && !digits.starts_with("11")
            && !digits.starts_with("12");
        if mobile {
            return Ok(Self {
                kind: Kind::Phone,
                text: digits.to_owned(),
            });
        }
        Err(wrong())
    }

    /// From what the cipher opened.
    pub(super) fn known(kind: Kind, text: String) -> Self {
        Self { kind, text }
    }

    /// Mail or phone.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The whole contact, for the one who delivers.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As pages show it: enough to recognise, not enough to copy.
    #[must_use]
    pub fn masked(&self) -> String {
        match self.kind {
            Kind::Phone => {
                let (head, tail) = (self.text.get(..3), self.text.get(7..));
                format!("{}****{}", head.unwrap_or_default(), tail.unwrap_or_default())
            }
            Kind::Mail => {
                let (local, domain) = self.text.rsplit_once('@').unwrap_or((&self.text, ""));
                let first: String = local.chars().take(if local.len() > 3 { 2 } else { 1 }).collect();
                format!("{first}***@{domain}")
            }
        }
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

fn wrong() -> Error {
    Error::field(
        "contact",
        "请填写手机号码（11 位）或电子邮箱，例如 name@example.com。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_everybody() {
        for (typed, kept) in [
            (" 138 0013-8000 ", "13800138000"),
            ("+86 13800138000", "13800138000"),
            ("１３８００１３８０００", "13800138000"),
            ("Li.Si@Example.COM", "li.si@example.com"),
        ] {
            assert_eq!(Contact::parse(typed).unwrap().as_str(), kept, "{typed}");
        }
        for bad in [
            "",
            "李四",
            "12345678901",
            "1380013800",
            "138001380001",
            "a@",
            "@b.cn",
            "a@b.cn\r\nbcc: c@d.cn",
            "a b@c.cn",
            "а@example.com",
        ] {
            assert!(Contact::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_contact_shows_itself_masked() {
        let masked = |text: &str| Contact::parse(text).unwrap().masked();
        assert_eq!(masked("13800138000"), "138****8000");
        assert_eq!(masked("lisi1980@example.com"), "li***@example.com");
        assert_eq!(masked("li@example.com"), "l***@example.com");
        assert_eq!(format!("{:?}", Contact::parse("13800138000").unwrap()), "phone");
    }
}
