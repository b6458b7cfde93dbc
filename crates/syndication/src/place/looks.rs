//! What a placement shows: the site's own words where it has some, else the origin's. Pure.

use content::library::entity as library;
use content::placement::entity as placement;
use sea_orm::Set;

/// How long a list's summary is when the author wrote none.
const EXCERPT: usize = 110;

/// Where the origin's headline stands in a rule's pattern.
pub(crate) const TITLE: &str = "{title}";

/// The words and the picture of a placement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Looks {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) lead_media: Option<String>,
    pub(crate) lead_alt: String,
}

impl Looks {
    /// What the origin (and the rule's pattern) would have it show.
    pub(crate) fn inherited(pattern: Option<&str>, item: &library::Model) -> Self {
        let title = pattern.map_or_else(
            || item.title.clone(),
            |pattern| pattern.replace(TITLE, &item.title),
        );
        let summary = if item.summary.is_empty() {
            content::body::excerpt(&item.body_html, EXCERPT)
        } else {
            item.summary.clone()
        };
        Self {
            title,
            summary,
            lead_media: item.lead_media.clone(),
            lead_alt: item.lead_alt.clone(),
        }
    }

    /// What it shows with the site's own words.
    pub(crate) fn of(row: &placement::Model, item: &library::Model) -> Self {
        Self::inherited(row.title_pattern.as_deref(), item).with_own(row)
    }

    /// The site's own words over the inherited ones.
    pub(crate) fn with_own(self, row: &placement::Model) -> Self {
        let (lead_media, lead_alt) = match row.own_lead.as_deref() {
            None => (self.lead_media, self.lead_alt),
            Some("") => (None, String::new()),
            Some(own) => (Some(own.to_owned()), row.own_lead_alt.clone().unwrap_or_default()),
        };
        Self {
            title: row.own_title.clone().unwrap_or(self.title),
            summary: row.own_summary.clone().unwrap_or(self.summary),
            lead_media,
            lead_alt,
        }
    }

    /// As columns.
    pub(crate) fn columns(self) -> placement::ActiveModel {
        placement::ActiveModel {
            title: Set(self.title),
            summary: Set(self.summary),
            lead_media: Set(self.lead_media),
            lead_alt: Set(self.lead_alt),
            ..Default::default()
        }
    }
}
