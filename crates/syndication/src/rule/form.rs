//! The form of a new rule.

use super::choice::{self, Named};
use super::{Mode, Source};
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
}

/// As meant.
pub(super) struct Wanted {
    pub(super) source: Source,
    pub(super) into: ChannelId,
    pub(super) mode: Mode,
}

impl RuleForm {
    /// Reads the form against the channels there are.
    pub(super) async fn parse(&self, hub: &HubRead, own: SiteId) -> Result<Wanted> {
        let sources = choice::sources(hub, own).await?;
        let source = sources.iter().find(|named: &&Named| named.value() == self.source);
        let into = self.channel.parse::<ChannelId>().ok();
        let mode = Mode::parse(&self.mode);
        match (source, into, mode) {
            (Some(source), Some(into), Ok(mode)) => Ok(Wanted {
                source: source.source,
                into,
                mode,
            }),
            (source, into, mode) => {
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
                Err(Error::Invalid(wrong))
            }
        }
    }
}
