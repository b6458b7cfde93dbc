//! Words that stand in addresses, and codes with a prescribed form.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// First path segments that belong to the platform; no channel may take one.
pub const RESERVED: &[&str] = &[
    "account",
    "api",
    "assets",
    "console",
    "feed",
    "feed.atom",
    "feed.json",
    "feed.xml",
    "healthz",
    "letters",
    "media",
    "metrics",
    "oidc",
    "reading",
    "robots",
    "robots.txt",
    "search",
    "sitemap",
    "sitemap.xml",
    "sso",
    "topics",
    "upstream",
    "well-known",
    ".well-known",
];

/// A word in an address: lower-case letters, digits and single hyphens, 2 to 40 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Reads a slug.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `slug` when it has another form or is reserved.
    pub fn parse(text: &str) -> Result<Self> {
        let shape = (2..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--");
        if !shape {
            return Err(Error::field(
                "slug",
                "地址名只能用小写字母、数字和连字符，2 至 40 个字符。",
            ));
        }
        if RESERVED.contains(&text) {
            return Err(Error::field("slug", "该地址名由系统保留，请换一个。"));
        }
        Ok(Self(text.into()))
    }

    /// The word itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| error.sentence())
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// Whether `code` is a 网站标识码: ten digits, or `bm` and eight digits (State Council systems).
#[must_use]
pub fn is_site_code(code: &str) -> bool {
    let digits = match code.strip_prefix("bm") {
        Some(rest) if code.len() == 10 => rest,
        Some(_) => return false,
        None if code.len() == 10 => code,
        None => return false,
    };
    digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_have_one_form() {
        for good in ["news", "a1", "zhu-hai", "2026"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "", "a", "-a", "a-", "a--b", "News", "新闻", "a b", "a/b", "console", "feed",
        ] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn site_codes_follow_the_published_forms() {
        for good in ["3100000087", "bm64130001"] {
            assert!(is_site_code(good));
        }
        for bad in [
            "",
            "310000008",
            "bm6413000",
            "bm641300011",
            "31000000871",
            "bx64130001",
        ] {
            assert!(!is_site_code(bad), "{bad}");
        }
    }
}
