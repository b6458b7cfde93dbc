//! Text from the desk's forms → domain types.

use kernel::{ChannelId, Error, Result};
use serde::Deserialize;

/// The form 采用, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AdoptForm {
    /// Channel of this site.
    pub channel: String,
    /// This site's own headline; empty keeps the source's.
    pub own_title: String,
}

/// The form 退稿, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeclineForm {
    /// Why.
    pub reason: String,
}

impl AdoptForm {
    pub(super) fn parse(&self) -> Result<(ChannelId, Option<Headline>)> {
        let channel = self
            .channel
            .parse()
            .ok()
            .ok_or_else(|| Error::field("channel", "请选择栏目。"))?;
        let title = self.own_title.trim();
        let own = if title.is_empty() {
            None
        } else {
            Some(Headline::parse(title)?)
        };
        Ok((channel, own))
    }
}

/// A site's own headline of a placed article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline(String);

impl Headline {
    /// Reads a headline: one line, at most 100 characters.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `own_title`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 100 || text.chars().any(char::is_control) {
            return Err(Error::field("own_title", "标题应为一行，不超过 100 字。"));
        }
        Ok(Self(text.into()))
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why an article was declined. The unit reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Reads a reason: not empty, at most 300 characters.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `reason`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::field("reason", "请写明退稿理由，来稿单位会看到。"));
        }
        if text.chars().count() > 300 {
            return Err(Error::field("reason", "理由不超过 300 字。"));
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
    use super::*;

    #[test]
    fn a_decline_needs_words() {
        assert!(Reason::parse("  ").is_err());
        assert!(Reason::parse(&"长".repeat(301)).is_err());
        assert_eq!(Reason::parse(" 时效已过。 ").unwrap().as_str(), "时效已过。");
    }

    #[test]
    fn an_empty_headline_keeps_the_sources() {
        let form = AdoptForm {
            channel: "3".into(),
            own_title: "  ".into(),
        };
        assert_eq!(form.parse().unwrap(), (ChannelId(3), None));
        assert!(AdoptForm::default().parse().is_err());
        assert!(Headline::parse("两\n行").is_err());
    }
}
