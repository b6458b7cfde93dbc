//! Text from the desk's forms → domain types.

use super::piece::Piece;
use super::query::Way;
use super::{Sought, State};
use crate::ui;
use content::article::text::{RawText, Text};
use content::media::Attached;
use kernel::{ChannelId, DeskItemId, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// A ready-made reason, when nothing was written.
    pub template: String,
}

/// Reasons that editors give often.
pub const REASONS: [&str; 6] = [
    "与已发布的稿件内容重复。",
    "时效已过，请在事件发生两日内报送。",
    "内容只涉及本单位内部工作，请在本单位网站发布。",
    "缺少时间、地点或数字，请补充后再报。",
    "请配现场图片并注明拍摄者后再报。",
    "建议改为政策解读或办事提示后再报。",
];

impl DeclineForm {
    pub(super) fn parse(&self) -> Result<Reason> {
        if self.reason.trim().is_empty() {
            Reason::parse(&self.template)
        } else {
            Reason::parse(&self.reason)
        }
    }
}

/// The form 改后采用, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// Channel of this site.
    pub channel: String,
    /// Headline.
    pub title: String,
    /// Abstract.
    pub summary: String,
    /// The text as HTML.
    pub body: String,
}

impl EditForm {
    pub(super) fn parse(&self, item: &Piece) -> Result<Text> {
        let channel = self.channel.parse().ok();
        let channel = channel.ok_or_else(|| Error::field("channel", "请选择栏目。"))?;
        let attached: Vec<Attached> = serde_json::from_str(&item.attachments).map_err(Error::fault)?;
        Text::parse(RawText {
            channel,
            title: self.title.clone(),
            subtitle: item.subtitle.clone(),
            summary: self.summary.clone(),
            format: "html".into(),
            body: self.body.clone(),
            source: item.source.clone(),
            origin: "contributed".into(),
            author: item.author.clone(),
            keywords: item.keywords.clone(),
            lead: item
                .lead_media
                .as_deref()
                .map(content::media::lead_hash)
                .unwrap_or_default(),
            attachments: attached.into_iter().map(|file| file.hash).collect(),
            ..RawText::default()
        })
    }
}

/// The form of the list: what is ticked and what shall happen to it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BulkForm {
    /// `adopt`, `decline`, `merge` or `channel`.
    #[serde(rename = "do")]
    pub deed: String,
    /// Channel of this site; empty takes the proposed ones.
    pub channel: String,
    /// Why, of a decline.
    pub reason: String,
    /// A ready-made reason.
    pub template: String,
    /// `item-<number>` of each ticked line, and `asked-<name>` of what the list was asked for.
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

impl BulkForm {
    /// The ticked lines, oldest first.
    pub(super) fn items(&self) -> Vec<DeskItemId> {
        let number = |name: &String| name.strip_prefix("item-")?.parse().ok();
        let mut items: Vec<DeskItemId> = self.rest.keys().filter_map(number).collect();
        items.sort();
        items
    }

    /// What the list was asked for when the deed was done.
    pub(super) fn asked(&self) -> DeskQuery {
        let of = |name: &str| {
            self.rest
                .get(&format!("asked-{name}"))
                .cloned()
                .unwrap_or_default()
        };
        DeskQuery {
            state: of("state"),
            site: of("site"),
            channel: of("channel"),
            way: of("way"),
            from: of("from"),
            to: of("to"),
            seen: of("seen"),
            cluster: of("cluster"),
            q: of("q"),
            page: of("page"),
        }
    }

    pub(super) fn channel(&self) -> Option<ChannelId> {
        self.channel.parse().ok()
    }

    pub(super) fn reason(&self) -> Result<Reason> {
        let form = DeclineForm {
            reason: self.reason.clone(),
            template: self.template.clone(),
        };
        form.parse()
    }
}

/// What the desk's list is asked for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct DeskQuery {
    /// State.
    pub state: String,
    /// Site or box; see [`crate::sender::Sender`].
    pub site: String,
    /// Channel.
    pub channel: String,
    /// `submitted`, `rule` or `picked`.
    pub way: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// `no`: what nobody opened.
    pub seen: String,
    /// Cluster.
    pub cluster: String,
    /// Words of the headline.
    pub q: String,
    /// Page.
    pub page: String,
}

impl DeskQuery {
    /// What is not understood narrows nothing.
    pub(super) fn sought(&self) -> Sought {
        Sought {
            state: State::parse(&self.state),
            sender: self.site.parse().ok(),
            channel: self.channel.parse().ok(),
            way: match self.way.as_str() {
                "submitted" => Some(Way::Submitted),
                "rule" => Some(Way::Rule),
                "picked" => Some(Way::Picked),
                _ => None,
            },
            from: self.from.parse().ok(),
            to: self.to.parse().ok(),
            unseen: self.seen == "no",
            cluster: self.cluster.parse().ok(),
            text: self.q.clone(),
        }
    }

    /// The same in another state, as a query string.
    pub(super) fn query(&self, state: State) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("state", state.key()),
            ("site", self.site.as_str()),
            ("channel", &self.channel),
            ("way", &self.way),
            ("from", &self.from),
            ("to", &self.to),
            ("seen", &self.seen),
            ("cluster", &self.cluster),
            ("q", &self.q),
        ] {
            let default = name == "state" && state == State::Waiting;
            if !value.is_empty() && !default {
                pairs.append_pair(name, value);
            }
        }
        pairs.finish()
    }
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
        let words = ("请写明退稿理由，来稿单位会看到。", "理由不超过 300 字。");
        ui::reason(text, 300, words).map(Self)
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
