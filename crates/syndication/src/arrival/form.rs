//! Text from the desk's forms → domain types.

use super::query::Which;
use super::{arrival_text, entity};
use crate::desk::Reason;
use crate::source::entity as source;
use content::article::text::{RawText, Text};
use kernel::{ChannelId, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArrivalQuery {
    /// See [`Which::key`].
    pub state: String,
    /// Number of a source.
    pub source: String,
    /// Page.
    pub page: String,
}

impl ArrivalQuery {
    pub(super) fn which(&self) -> Which {
        Which::parse(&self.state)
    }

    /// The list with another state, as the query of an address.
    pub(super) fn address(&self, which: Which) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("state", which.key());
        if !self.source.is_empty() {
            query.append_pair("source", &self.source);
        }
        query.finish()
    }
}

/// The form 采用, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TakeForm {
    /// Number of the channel.
    pub channel: String,
}

impl TakeForm {
    pub(super) fn text(&self, item: &entity::Model, source: &source::Model) -> Result<Text> {
        arrival_text(item, source, channel(&self.channel)?)
    }
}

/// The form 改后采用, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// Number of the channel.
    pub channel: String,
    /// Headline.
    pub title: String,
    /// Abstract.
    pub summary: String,
    /// The text as HTML.
    pub body: String,
}

impl EditForm {
    /// The source is named whatever the editor writes.
    pub(super) fn text(&self, item: &entity::Model, source: &source::Model) -> Result<Text> {
        Text::parse(RawText {
            channel: channel(&self.channel)?.0,
            title: self.title.clone(),
            summary: self.summary.clone(),
            format: "html".into(),
            body: self.body.clone(),
            source: source.title(),
            origin: "repost".into(),
            author: item.author.clone(),
            ..RawText::default()
        })
    }
}

/// The form of a decline, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeclineForm {
    /// Why.
    pub reason: String,
}

impl DeclineForm {
    pub(super) fn parse(&self) -> Result<Reason> {
        Reason::parse(&self.reason)
    }
}

/// The form of the list: what is ticked and what shall happen to it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BulkForm {
    /// `take` or `decline`.
    #[serde(rename = "do")]
    pub deed: String,
    /// Number of the channel; empty takes that of each source.
    pub channel: String,
    /// Why, of a decline.
    pub reason: String,
    /// `arrival-<number>` of each ticked line.
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

impl BulkForm {
    /// The ticked lines, oldest first.
    pub(super) fn arrivals(&self) -> Vec<i64> {
        let number = |name: &String| name.strip_prefix("arrival-")?.parse().ok();
        let mut ids: Vec<i64> = self.rest.keys().filter_map(number).collect();
        ids.sort_unstable();
        ids
    }

    pub(super) fn channel(&self) -> Option<ChannelId> {
        self.channel.parse().ok().map(ChannelId)
    }
}

fn channel(typed: &str) -> Result<ChannelId> {
    let id = typed.parse().ok().map(ChannelId);
    id.ok_or_else(|| Error::field("channel", "请选择栏目。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_read_in_order() {
        let form = BulkForm {
            rest: [("arrival-12", "true"), ("arrival-3", "true"), ("other", "x")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..BulkForm::default()
        };
        assert_eq!(form.arrivals(), [3, 12]);
    }

    #[test]
    fn a_filter_keeps_the_source() {
        let asked = ArrivalQuery {
            source: "7".into(),
            ..ArrivalQuery::default()
        };
        assert_eq!(asked.address(Which::Newer), "state=newer&source=7");
    }
}
