//! Text from the pool's forms → domain types.

use super::{Sought, Standing};
use crate::desk::Headline;
use kernel::{ChannelId, Error, LibraryItemId, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the pool is asked for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct PoolQuery {
    /// Number of a site.
    pub site: String,
    /// Name of a channel at home.
    pub channel: String,
    /// See [`Standing`]; empty is what nobody picked yet, `all` is everything.
    pub standing: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Words of headline or abstract.
    pub q: String,
    /// Page.
    pub page: String,
}

/// The word for everything.
pub(super) const ALL: &str = "all";

impl PoolQuery {
    pub(super) fn standing(&self) -> Option<Standing> {
        if self.standing == ALL {
            return None;
        }
        Some(Standing::parse(&self.standing).unwrap_or(Standing::New))
    }

    /// What is not understood narrows nothing.
    pub(super) fn sought(&self) -> Sought {
        Sought {
            site: self.site.parse().ok(),
            channel: self.channel.clone(),
            from: self.from.parse().ok(),
            to: self.to.parse().ok(),
            standing: self.standing(),
            text: self.q.clone(),
        }
    }

    pub(super) fn page(&self) -> u64 {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// The same for another standing, from the first page, as the query of an address.
    pub(super) fn query(&self, standing: &str) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("standing", standing),
            ("site", &self.site),
            ("channel", &self.channel),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
        ] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        pairs.finish()
    }
}

/// The form of the list: `item-<number>` of each ticked article, and `asked-<name>` of what the list was asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PoolForm {
    /// `adopt`, `channel` or `read`.
    #[serde(rename = "do")]
    pub deed: String,
    /// Channel of this site.
    pub channel: String,
    /// As typed.
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

impl PoolForm {
    /// The ticked articles, oldest first.
    pub(super) fn items(&self) -> Vec<LibraryItemId> {
        let number = |name: &String| name.strip_prefix("item-")?.parse().ok();
        let mut items: Vec<LibraryItemId> = self.rest.keys().filter_map(number).collect();
        items.sort();
        items
    }

    pub(super) fn channel(&self) -> Result<ChannelId> {
        let channel = self.channel.parse().ok();
        channel.ok_or_else(|| Error::field("channel", "请选择栏目。"))
    }

    /// What the list was asked for when the deed was done.
    pub(super) fn asked(&self) -> PoolQuery {
        let of = |name: &str| {
            let typed = self.rest.get(&format!("asked-{name}"));
            typed.cloned().unwrap_or_default()
        };
        PoolQuery {
            site: of("site"),
            channel: of("channel"),
            standing: of("standing"),
            from: of("from"),
            to: of("to"),
            q: of("q"),
            page: of("page"),
        }
    }
}

/// The forms of one article, as typed: 采用, 改后采用, 放到采编台.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PickForm {
    /// `adopt`, `edit` or `desk`.
    #[serde(rename = "do")]
    pub deed: String,
    /// Channel of this site.
    pub channel: String,
    /// This site's own headline; empty keeps the source's.
    pub own_title: String,
}

impl PickForm {
    /// The channel and headline of 采用.
    pub(super) fn taken(&self) -> Result<(ChannelId, Option<Headline>)> {
        let channel = self.channel.parse().ok();
        let channel = channel.ok_or_else(|| Error::field("channel", "请选择栏目。"))?;
        match self.own_title.trim() {
            "" => Ok((channel, None)),
            title => Ok((channel, Some(Headline::parse(title)?))),
        }
    }

    /// The channel proposed, if one is.
    pub(super) fn proposed(&self) -> Option<ChannelId> {
        self.channel.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ticked_and_asked_comes_back() {
        let rest = [("item-9", "true"), ("item-12", "true"), ("asked-q", "紫砂")];
        let rest = rest.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let form = PoolForm {
            rest: BTreeMap::from(rest),
            ..PoolForm::default()
        };
        assert_eq!(form.items(), [LibraryItemId(9), LibraryItemId(12)]);
        assert_eq!(form.asked().query("new"), "standing=new&q=%E7%B4%AB%E7%A0%82");
        assert!(form.channel().is_err());
        assert_eq!(PoolQuery::default().standing(), Some(Standing::New));
    }
}
