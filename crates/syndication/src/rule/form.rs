//! The form of a new rule.

use super::choice::{self, Named};
use super::{Mode, Source, Terms, TermsForm};
use kernel::{ChannelId, Error, FieldError, Result, SiteId};
use serde::Deserialize;
use store::HubRead;

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    /// `<site>:<channel>`.
    pub source: String,
    /// Channel of this site.
    pub channel: String,
    /// Mode.
    pub mode: String,
    /// Its terms.
    #[serde(flatten)]
    pub terms: TermsForm,
    /// Asks what the rule would have taken instead of making it.
    pub preview: bool,
}

/// As meant.
pub(super) struct Wanted {
    pub(super) source: Source,
    pub(super) into: ChannelId,
    pub(super) mode: Mode,
    pub(super) terms: Terms,
}

impl RuleForm {
    /// Reads the form against the channels there are.
    pub(super) async fn parse(&self, hub: &HubRead, own: SiteId) -> Result<Wanted> {
        let sources = choice::sources(hub, own).await?;
        let source = sources.iter().find(|named: &&Named| named.value() == self.source);
        let into = self.channel.parse::<ChannelId>().ok();
        let mode = Mode::parse(&self.mode);
        let terms = self.terms.parse();
        match (source, into, mode, terms) {
            (Some(source), Some(into), Ok(mode), Ok(terms)) => Ok(Wanted {
                source: source.source,
                into,
                mode,
                terms,
            }),
            (source, into, mode, terms) => {
                let mut wrong = Vec::new();
                if source.is_none() {
                    wrong.push(FieldError::new("source", "请选择来源网站和栏目。"));
                }
                if into.is_none() {
                    wrong.push(FieldError::new("channel", "请选择本站栏目。"));
                }
                if let Err(Error::Invalid(fields)) = mode {
                    wrong.extend(fields);
                }
                if let Err(Error::Invalid(fields)) = terms {
                    wrong.extend(fields);
                }
                Err(Error::Invalid(wrong))
            }
        }
    }
}

/// The form of a rule there is, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// Mode.
    pub mode: String,
    /// Its terms.
    #[serde(flatten)]
    pub terms: TermsForm,
    /// Asks what the rule would have taken instead of changing it.
    pub preview: bool,
}

impl EditForm {
    /// Reads the fields.
    pub(super) fn parse(&self) -> Result<(Mode, Terms)> {
        match (Mode::parse(&self.mode), self.terms.parse()) {
            (Ok(mode), Ok(terms)) => Ok((mode, terms)),
            (mode, terms) => {
                let wrong = [mode.err(), terms.err()].into_iter().flatten();
                let fields = wrong.filter_map(|error| match error {
                    Error::Invalid(fields) => Some(fields),
                    _ => None,
                });
                Err(Error::Invalid(fields.flatten().collect()))
            }
        }
    }
}
